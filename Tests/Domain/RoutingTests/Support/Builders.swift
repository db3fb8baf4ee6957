import Telephony
import Testing

@testable import Routing

// Short ways to write configurations, so that tests show only what they are about.

func agentID(_ number: Int) -> AgentID { AgentID(rawValue: Int64(number)) }
func groupID(_ number: Int) -> GroupID { GroupID(rawValue: Int64(number)) }
func ruleID(_ number: Int) -> RuleID { RuleID(rawValue: Int64(number)) }
func trunkID(_ number: Int) -> TrunkID { TrunkID(rawValue: Int64(number)) }

func agent(_ number: Int, isEnabled: Bool = true) -> VoiceAgent {
    VoiceAgent(
        id: agentID(number), name: "agent \(number)", provider: "vapi",
        serviceValue: Secret("+441632960001"), isEnabled: isEnabled)
}

func trunk(_ number: Int, isEnabled: Bool = true) -> Trunk {
    Trunk(id: trunkID(number), name: "trunk-\(number)", isEnabled: isEnabled)
}

func group(
    _ number: Int, _ strategy: RingStrategy = .roundRobin(.init()), isEnabled: Bool = true,
    members: [Int] = [], fallback: GroupFallback? = nil, isFallbackEnabled: Bool = true
) -> AgentGroupDefinition {
    AgentGroupDefinition(
        id: groupID(number), name: "group \(number)", strategy: strategy, isEnabled: isEnabled,
        members: members.map { GroupMember(agent: agentID($0)) }, fallback: fallback,
        isFallbackEnabled: isFallbackEnabled)
}

func pattern(_ raw: String) throws -> NumberPattern { try #require(NumberPattern(raw)) }

func inbound(
    _ number: Int, _ raw: String, to target: RuleTarget, priority: Int = 50,
    isEnabled: Bool = true
) throws -> InboundRule {
    InboundRule(
        id: ruleID(number), pattern: try pattern(raw), target: target, priority: priority,
        isEnabled: isEnabled)
}

func outbound(
    _ number: Int, from caller: String = "*", to destination: String, by trunks: [Int] = [1],
    fallback: [Int] = [], isEnabled: Bool = true
) throws -> OutboundRule {
    OutboundRule(
        id: ruleID(number), callerPattern: try pattern(caller),
        destinationPattern: try pattern(destination), trunks: trunks.map(trunkID),
        fallbackTrunks: fallback.map(trunkID), isEnabled: isEnabled)
}

func configuration(
    agents: [VoiceAgent] = [], groups: [AgentGroupDefinition] = [], inbound: [InboundRule] = [],
    outbound: [OutboundRule] = [], trunks: [Trunk] = [], safePlan: SafePlan = .standard
) -> TenantConfiguration {
    TenantConfiguration(
        tenant: Tenant(
            id: TenantID(rawValue: 1), name: "acme", version: 7,
            domains: [TenantDomain(name: "acme.example")],
            publicBaseURL: "https://engine.example", safePlan: safePlan),
        agents: agents, groups: groups, inboundRules: inbound, outboundRules: outbound,
        trunks: trunks)
}

func call(
    from: String = "441632960099", to: String, _ origin: CallOrigin = .inbound
) -> IncomingCall {
    IncomingCall(
        tenant: TenantID(rawValue: 1), session: SessionToken(rawValue: "5b1f0a6c"),
        callID: "5b1f0a6c", from: PhoneAddress(from), to: PhoneAddress(to), origin: origin,
        rawDirection: origin.rawValue, startedAt: Timestamp(milliseconds: 0))
}

extension RoutingTable {
    func route(_ call: IncomingCall) -> (target: RouteTarget, rules: [ConsideredRule]) {
        var explanation = Explanation(configurationVersion: 0)
        let target = match(call, explanation: &explanation)
        return (target, explanation.rules)
    }
}

extension CompiledGroup {
    /// A group of enabled agents, given by number, priority and capacity.
    convenience init(
        _ strategy: RingStrategy, _ members: [(agent: Int, priority: Int?, capacity: Int?)],
        disabled: Set<Int> = []
    ) {
        var definition = group(1, strategy)
        definition.members = members.map {
            GroupMember(agent: agentID($0.agent), priority: $0.priority, capacity: $0.capacity)
        }
        let agents = members.map {
            (agentID($0.agent), agent($0.agent, isEnabled: !disabled.contains($0.agent)))
        }
        self.init(definition, agents: Dictionary(agents) { first, _ in first })
    }
}

extension GroupState {
    /// Chooses without looking at the explanation.
    mutating func choose(
        _ group: CompiledGroup, turn: Int = 0, tried: [AgentID] = [], now: Duration = .zero
    ) -> AgentID? {
        var explanation = Explanation(configurationVersion: 0)
        return choose(
            group, turn: GroupTurn(position: UInt64(turn)), tried: tried, now: now,
            explanation: &explanation)
    }
}
