import Routing
import Telephony
import Testing

@testable import CallControl

// Short ways to write configurations, calls and facts, so that tests show only what they are about.

func agentID(_ number: Int) -> AgentID { AgentID(rawValue: Int64(number)) }
func groupID(_ number: Int) -> GroupID { GroupID(rawValue: Int64(number)) }
func ruleID(_ number: Int) -> RuleID { RuleID(rawValue: Int64(number)) }
func trunkID(_ number: Int) -> TrunkID { TrunkID(rawValue: Int64(number)) }
func at(_ seconds: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_790_000_000_000 + seconds * 1_000)
}

let tenantID = TenantID(rawValue: 1)
let token = SessionToken(rawValue: "5b1f0a6c2d3e4f708192a3b4c5d6e7f8")

func agent(_ number: Int, isEnabled: Bool = true, ringTimeout: Duration? = nil) -> VoiceAgent {
    VoiceAgent(
        id: agentID(number), name: "agent \(number)", provider: "vapi",
        serviceValue: Secret("+44163296\(number)"), isEnabled: isEnabled, ringTimeout: ringTimeout)
}

/// A group tried in the order its members are given.
func group(
    _ number: Int, members: [Int], fallback: GroupFallback? = nil, isEnabled: Bool = true
) -> AgentGroupDefinition {
    AgentGroupDefinition(
        id: groupID(number), name: "group \(number)", strategy: .priority(.init()),
        isEnabled: isEnabled,
        members: members.enumerated().map {
            GroupMember(agent: agentID($0.element), priority: $0.offset + 1)
        }, fallback: fallback)
}

/// A table of agents 1 to 30, where every number that starts with 7 goes to a target.
func table(
    to target: RuleTarget? = nil, groups: [AgentGroupDefinition] = [],
    disabled: Set<Int> = [], outbound: [OutboundRule] = [], trunks: [Trunk] = []
) throws -> RoutingTable {
    var dial = DialSettings(ringTimeout: .seconds(20))
    dial.timeLimit = .seconds(600)
    var rules: [InboundRule] = []
    if let target {
        let pattern = try #require(NumberPattern("7*"))
        rules = [InboundRule(id: ruleID(1), pattern: pattern, target: target, priority: 1)]
    }
    return RoutingTable(
        compiling: TenantConfiguration(
            tenant: Tenant(
                id: tenantID, name: "acme", version: 3,
                domains: [TenantDomain(name: "acme.example")],
                publicBaseURL: "https://engine.example", dial: dial),
            agents: (1...30).map { agent($0, isEnabled: !disabled.contains($0)) },
            groups: groups, inboundRules: rules, outboundRules: outbound, trunks: trunks))
}

func outboundRule(
    _ number: Int, trunks: [Int], fallback: [Int] = []
) throws -> OutboundRule {
    OutboundRule(
        id: ruleID(number), callerPattern: try #require(NumberPattern("*")),
        destinationPattern: try #require(NumberPattern("44*")), trunks: trunks.map(trunkID),
        fallbackTrunks: fallback.map(trunkID), timeLimit: .seconds(300),
        ringTimeout: .seconds(45))
}

func call(to number: String, _ origin: CallOrigin = .inbound) -> IncomingCall {
    IncomingCall(
        tenant: tenantID, session: token, callID: "call-1", from: PhoneAddress("441632960099"),
        to: PhoneAddress(number), origin: origin, rawDirection: origin.rawValue,
        startedAt: at(0))
}

/// A fact about the one call of these tests.
func fact(
    _ source: FactSource, _ second: Int64, event: String, status: CallStatus? = nil,
    _ change: (inout RecordFact) -> Void = { _ in }
) -> RecordFact {
    var fact = RecordFact(
        tenant: tenantID, key: token.rawValue, source: source, modifiedAt: at(second),
        eventID: event)
    fact.session = token
    fact.status = status
    change(&fact)
    return fact
}

/// Every order of some items, by Heap's algorithm.
func permutations<Item>(of items: [Item], _ visit: ([Item]) -> Void) {
    var items = items
    func arrange(_ count: Int) {
        guard count > 1 else { return visit(items) }
        for index in 0..<count {
            arrange(count - 1)
            if index < count - 1 { items.swapAt(count % 2 == 0 ? index : 0, count - 1) }
        }
    }
    arrange(items.count)
}
