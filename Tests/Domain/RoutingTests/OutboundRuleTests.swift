import Telephony
import Testing

@testable import Routing

@Suite struct `Outbound rules` {
    /// Trunks 1 and 2 work, 3 and 4 are disabled.
    private func table(
        _ rules: [OutboundRule], inbound: [InboundRule] = []
    ) -> RoutingTable {
        RoutingTable(
            compiling: configuration(
                agents: [agent(1)], inbound: inbound, outbound: rules,
                trunks: (1...4).map { trunk($0, isEnabled: $0 < 3) }))
    }

    @Test(arguments: [
        ("2101", "441632960001", 1), ("2101", "4420", 2), ("2102", "441632960001", 3),
        ("9", "441632960001", 4), ("9", "33", 5), ("2101", "33", 5), ("bob", "4420", 6),
    ])
    func `take the longest destination, then the longest caller`(
        from: String, to: String, taken: Int
    ) throws {
        let table = table([
            try outbound(5, to: "*"), try outbound(4, to: "441632*"),
            try outbound(3, from: "21*", to: "441632*"), try outbound(6, from: "bob", to: "44*"),
            try outbound(2, from: "2101", to: "44*"), try outbound(1, from: "2101", to: "441632*"),
        ])
        #expect(
            table.route(call(from: from, to: to, .internalOrigin)).target == .trunks(ruleID(taken)))
    }

    @Test func `put the destination before the caller`() throws {
        let table = table([
            try outbound(1, from: "2101", to: "44*"), try outbound(2, from: "*", to: "441*"),
        ])
        let (target, rules) = table.route(call(from: "2101", to: "441", .internalOrigin))
        #expect(target == .trunks(ruleID(2)))
        #expect(rules == [.init(rule: ruleID(2), isOutbound: true, verdict: .taken)])
    }

    @Test func `of the same patterns take the lowest id`() throws {
        let table = table([
            try outbound(7, to: "44*"), try outbound(2, to: "+44*"), try outbound(5, to: "44*"),
        ])
        #expect(table.route(call(to: "441", .internalOrigin)).target == .trunks(ruleID(2)))
    }

    @Test func `say why they were passed over`() throws {
        let table = table(
            [
                try outbound(1, from: "2101", to: "441*"),
                try outbound(2, from: "21*", to: "441*", by: [3, 4]),
                try outbound(3, from: "2*", to: "44*", by: [77]),
                try outbound(4, from: "*", to: "44*", by: []),
                try outbound(5, from: "2102", to: "441*", isEnabled: false),
            ], inbound: [try inbound(9, "*", to: .agent(agentID(1)))])
        let (target, rules) = table.route(call(from: "2102", to: "441", .internalOrigin))
        #expect(target == .agent(agentID(1)))
        #expect(
            rules == [
                .init(rule: ruleID(1), isOutbound: true, verdict: .callerDoesNotMatch),
                .init(rule: ruleID(2), isOutbound: true, verdict: .trunksDisabled),
                .init(rule: ruleID(3), isOutbound: true, verdict: .trunksDisabled),
                .init(rule: ruleID(4), isOutbound: true, verdict: .trunksDisabled),
                .init(rule: ruleID(9), isOutbound: false, verdict: .taken),
            ])
    }

    @Test func `do not serve calls that come from outside`() throws {
        let table = table([try outbound(1, to: "*")])
        #expect(table.route(call(to: "44")).target == .none)
        #expect(table.route(call(to: "44", .apiOutbound)).target == .none)
        #expect(table.route(call(to: "44", .internalOrigin)).target == .trunks(ruleID(1)))
    }

    @Test func `use the enabled trunks among theirs`() throws {
        let table = table([
            try outbound(1, to: "1", by: [3, 2, 1, 77], fallback: [4]),
            try outbound(2, to: "2", by: [1], fallback: [3, 2]),
            try outbound(3, to: "3", by: [3], fallback: [4, 2]),
            try outbound(4, to: "4", by: [3], fallback: [4]),
            try outbound(5, to: "5", isEnabled: false),
        ])
        let first = try #require(table.outboundRule(ruleID(1)))
        #expect(first.trunks.map(\.id) == [2, 1].map(trunkID) && first.fallbackTrunks.isEmpty)
        let second = try #require(table.outboundRule(ruleID(2)))
        #expect(second.trunks == [trunk(1)] && second.fallbackTrunks == [trunk(2)])
        let third = try #require(table.outboundRule(ruleID(3)))
        #expect(third.trunks == [trunk(2)] && third.fallbackTrunks.isEmpty)
        #expect(table.route(call(to: "3", .internalOrigin)).target == .trunks(ruleID(3)))
        #expect(table.outboundRule(ruleID(4)) == nil)
        #expect(table.outboundRule(ruleID(5)) == nil)
        #expect(table.outboundRule(ruleID(6)) == nil)
    }
}
