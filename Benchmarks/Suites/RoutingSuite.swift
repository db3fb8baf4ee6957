import CallControl
import Routing
import Telephony

/// The decision in process: rules, strategies, and both together.
enum RoutingSuite {
    static var all: [Benchmark] {
        [1_000, 100_000, 1_000_000].map(match) + strategies
    }

    private static func match(_ count: Int) -> Benchmark {
        let table = RoutingTable(
            compiling: tenant(rules: count, strategy: .roundRobin(.init()), agents: 5))
        let calls = (0..<1_024).map { call(to: String(12_000_000_000 + $0 * (count / 1_024))) }
        return Benchmark("Routing: match in \(count) rules") { iterations in
            for index in 0..<iterations {
                var explanation = Explanation(configurationVersion: 1)
                blackHole(table.match(calls[index & 1_023], explanation: &explanation))
            }
        }
    }

    private static var strategies: [Benchmark] {
        let named: [(String, RingStrategy)] = [
            ("round_robin", .roundRobin(.init())), ("priority", .priority(.init())),
            ("load_balanced", .loadBalanced(.init())),
        ]
        return named.flatMap { name, strategy in
            [5, 50, 500].map { agents in
                decision("Routing: decide by \(name) among \(agents)", strategy, agents)
            }
        }
    }

    /// Match, choose, walk: all that happens between the request and the document.
    private static func decision(
        _ name: String, _ strategy: RingStrategy, _ agents: Int
    ) -> Benchmark {
        let table = RoutingTable(
            compiling: tenant(rules: 1_000, strategy: strategy, agents: agents))
        var state = GroupState()
        var turn: UInt64 = 0
        let call = call(to: "12000000007")
        return Benchmark(name) { iterations in
            for _ in 0..<iterations {
                var explanation = Explanation(configurationVersion: 1)
                let target = table.match(call, explanation: &explanation)
                var walk = RouteWalk(target: target, destination: call.to.raw)
                guard case .choose(let id) = walk.begin(in: table), let group = table.group(id)
                else { continue }
                let agent = state.choose(
                    group, turn: GroupTurn(position: turn), tried: [],
                    now: .milliseconds(Int64(turn)), explanation: &explanation)
                turn += 1
                blackHole(walk.chosen(agent, turn: turn, in: table))
            }
        }
    }

    static func tenant(
        rules: Int, strategy: RingStrategy, agents: Int
    ) -> TenantConfiguration {
        let group = AgentGroupDefinition(
            id: GroupID(rawValue: 1), name: "all", strategy: strategy,
            members: (1...agents).map {
                GroupMember(agent: AgentID(rawValue: Int64($0)), capacity: 1 + $0 % 3)
            })
        return TenantConfiguration(
            tenant: Tenant(
                id: TenantID(rawValue: 1), name: "bench",
                domains: [TenantDomain(name: "bench.example")],
                publicBaseURL: "https://engine.example"),
            agents: (1...agents).map {
                VoiceAgent(
                    id: AgentID(rawValue: Int64($0)), name: "agent \($0)", provider: "vapi",
                    serviceValue: Secret("+12025550101"))
            }, groups: [group],
            inboundRules: (0..<rules).compactMap { index in
                NumberPattern(String(12_000_000_000 + index)).map {
                    InboundRule(
                        id: RuleID(rawValue: Int64(index + 1)), pattern: $0,
                        target: .group(GroupID(rawValue: 1)), priority: 10)
                }
            })
    }

    static func call(to number: String) -> IncomingCall {
        IncomingCall(
            tenant: TenantID(rawValue: 1),
            session: SessionToken(rawValue: "5b1f0a6c2d3e4f708192a3b4c5d6e7f8"), callID: "bench",
            from: PhoneAddress("441632960001"), to: PhoneAddress(number), origin: .inbound,
            rawDirection: "inbound", startedAt: Timestamp(milliseconds: 1_790_000_000_123))
    }
}
