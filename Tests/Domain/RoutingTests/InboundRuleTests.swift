import Telephony
import Testing

@testable import Routing

@Suite struct `Inbound rules` {
    /// Agents 1...9 of which 9 is disabled; group 1 works, 2 is disabled, 3 is empty.
    private func table(_ rules: [InboundRule]) -> RoutingTable {
        RoutingTable(
            compiling: configuration(
                agents: (1...9).map { agent($0, isEnabled: $0 != 9) },
                groups: [
                    group(1, members: [1, 2]), group(2, isEnabled: false, members: [1]),
                    group(3, members: [9]),
                    group(4, members: [9], fallback: .number("+441632960000")),
                    group(5, members: [9], fallback: .group(groupID(1))),
                    group(6, fallback: .group(groupID(1)), isFallbackEnabled: false),
                ],
                inbound: rules))
    }

    @Test(arguments: [
        ("441632960001", 1), ("+44 1632 960001", 1), ("441632960002", 2), ("4416329600011", 2),
        ("4420", 3), ("33", 4), ("anonymous", 5), ("Anonymous", 5), ("somebody", 4), ("", 4),
        ("4", 4), ("*72", 4),
    ])
    func `of one priority take the longest pattern`(to: String, taken: Int) throws {
        let table = table([
            try inbound(1, "+441632960001", to: .agent(agentID(1))),
            try inbound(2, "+441632*", to: .agent(agentID(2))),
            try inbound(3, "44*", to: .agent(agentID(3))),
            try inbound(4, "*", to: .agent(agentID(4))),
            try inbound(5, "anonymous", to: .agent(agentID(5))),
        ])
        let (target, rules) = table.route(call(to: to))
        #expect(target == .agent(agentID(taken)))
        #expect(rules == [.init(rule: ruleID(taken), isOutbound: false, verdict: .taken)])
    }

    @Test func `are taken by priority before length`() throws {
        let table = table([
            try inbound(1, "441632960001", to: .agent(agentID(1)), priority: 2),
            try inbound(2, "*", to: .agent(agentID(2)), priority: 1),
            try inbound(3, "44*", to: .agent(agentID(3)), priority: -1),
        ])
        #expect(table.route(call(to: "441632960001")).target == .agent(agentID(3)))
        #expect(table.route(call(to: "331")).target == .agent(agentID(2)))
    }

    @Test func `prefer the exact pattern to a prefix of the same digits`() throws {
        let table = table([
            try inbound(1, "4416*", to: .agent(agentID(1))),
            try inbound(2, "4416", to: .agent(agentID(2))),
        ])
        #expect(table.route(call(to: "4416")).target == .agent(agentID(2)))
        #expect(table.route(call(to: "44167")).target == .agent(agentID(1)))
    }

    @Test func `of one pattern and priority take the lowest id`() throws {
        let table = table([
            try inbound(8, "44*", to: .agent(agentID(8))),
            try inbound(3, "+44*", to: .agent(agentID(3))),
            try inbound(5, "(44)*", to: .agent(agentID(5))),
        ])
        #expect(table.route(call(to: "44")).target == .agent(agentID(3)))
    }

    @Test func `that are disabled are not considered`() throws {
        let table = table([
            try inbound(1, "44*", to: .agent(agentID(1)), isEnabled: false),
            try inbound(2, "*", to: .group(groupID(1))),
        ])
        let (target, rules) = table.route(call(to: "44"))
        #expect(target == .group(groupID(1)))
        #expect(rules.map(\.rule) == [ruleID(2)])
    }

    @Test(arguments: [
        (RuleTarget.agent(agentID(9)), RuleVerdict.targetDisabled),
        (.agent(agentID(77)), .targetMissing), (.group(groupID(77)), .targetMissing),
        (.group(groupID(2)), .targetDisabled), (.group(groupID(3)), .targetEmpty),
        (.group(groupID(6)), .targetEmpty),
    ])
    func `that lead nowhere are passed over, and say why`(
        target: RuleTarget, verdict: RuleVerdict
    ) throws {
        let table = table([
            try inbound(1, "44*", to: target), try inbound(2, "4*", to: .agent(agentID(2))),
        ])
        let (taken, rules) = table.route(call(to: "44"))
        #expect(taken == .agent(agentID(2)))
        #expect(
            rules == [
                .init(rule: ruleID(1), isOutbound: false, verdict: verdict),
                .init(rule: ruleID(2), isOutbound: false, verdict: .taken),
            ])
    }

    @Test(arguments: [4, 5])
    func `may lead to a group that only has its fallback`(number: Int) throws {
        let table = table([try inbound(1, "44*", to: .group(groupID(number)))])
        #expect(table.route(call(to: "44")).target == .group(groupID(number)))
    }

    @Test func `explain at most sixteen, the one taken among them`() throws {
        let blocked = try (1...40).map {
            try inbound($0, "44*", to: .agent(agentID(9)), priority: $0)
        }
        let none = table(blocked).route(call(to: "44"))
        #expect(none.target == .none)
        #expect(none.rules.map(\.rule) == (1...16).map(ruleID))
        let last = try inbound(99, "4*", to: .agent(agentID(1)), priority: 99)
        let some = table(blocked + [last]).route(call(to: "44"))
        #expect(some.target == .agent(agentID(1)))
        #expect(some.rules.map(\.rule) == (1...15).map(ruleID) + [ruleID(99)])
    }

    @Test func `leave a call alone that no rule matches`() throws {
        let table = table([try inbound(1, "44*", to: .agent(agentID(1)))])
        #expect(table.route(call(to: "33")).target == .none)
        #expect(table.route(call(to: "33")).rules.isEmpty)
        #expect(RoutingTable(compiling: configuration()).route(call(to: "33")).target == .none)
    }

    @Test func `serve a call of our own API by our number`() throws {
        let table = table([
            try inbound(1, "44*", to: .agent(agentID(1))),
            try inbound(2, "33*", to: .agent(agentID(2))),
        ])
        let answered = call(from: "331", to: "441", .apiOutbound)
        #expect(table.route(answered).target == .agent(agentID(2)))
        #expect(table.route(call(from: "1", to: "441", .apiOutbound)).target == .none)
    }

    @Test func `match long numbers by their first digits`() throws {
        let digits = String(repeating: "7", count: 32)
        let table = table([
            try inbound(1, digits, to: .agent(agentID(1))),
            try inbound(2, digits + "*", to: .agent(agentID(2))),
        ])
        #expect(table.route(call(to: digits)).target == .agent(agentID(1)))
        #expect(table.route(call(to: digits + "7")).target == .agent(agentID(2)))
        let long = String(repeating: "7", count: 100_000)
        #expect(table.route(call(to: long)).target == .agent(agentID(2)))
        #expect(table.route(call(to: String(digits.dropLast()))).target == .none)
    }
}
