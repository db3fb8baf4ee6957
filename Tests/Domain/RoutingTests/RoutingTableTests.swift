import Telephony
import Testing

@testable import Routing

@Suite struct `A routing table` {
    @Test func `gives out what it was compiled from`() {
        let table = RoutingTable(
            compiling: configuration(
                agents: [agent(1), agent(2, isEnabled: false)],
                groups: [group(1, members: [1, 2])], trunks: [trunk(1, isEnabled: false)]))
        #expect(table.version == 7)
        #expect(table.tenant.name == "acme")
        #expect(table.agent(agentID(1))?.isEnabled == true)
        #expect(table.agent(agentID(2))?.isEnabled == false)
        #expect(table.agent(agentID(3)) == nil)
        #expect(table.group(groupID(1))?.members.map(\.agent) == [agentID(1)])
        #expect(table.group(groupID(1))?.disabledMembers.map(\.agent) == [agentID(2)])
        #expect(table.group(groupID(2)) == nil)
        #expect(table.trunk(trunkID(1))?.isEnabled == false)
        #expect(table.trunk(trunkID(2)) == nil)
        #expect(table.problems.isEmpty)
    }

    @Test func `names its version in the explanation`() {
        var explanation = Explanation(configurationVersion: 0)
        let table = RoutingTable(compiling: configuration())
        _ = table.match(call(to: "1"), explanation: &explanation)
        #expect(explanation.configurationVersion == 7)
    }

    @Test func `lists what cannot work`() throws {
        var broken = configuration(
            agents: [agent(1), agent(2), agent(1, isEnabled: false), agent(9, isEnabled: false)],
            groups: [
                group(1, members: [1, 1, 77]), group(2, members: [1], fallback: .group(groupID(4))),
                group(4, members: [1], fallback: .group(groupID(3))),
                group(3, members: [1], fallback: .group(groupID(2))),
                group(5, members: [9], fallback: .group(groupID(5))), group(1),
                group(6, members: [1], fallback: .agent(agentID(77))),
                group(7, members: [1], fallback: .number("")),
                group(8, members: [1], fallback: .group(groupID(2))),
            ],
            inbound: [
                try inbound(1, "1", to: .agent(agentID(77))),
                try inbound(2, "2", to: .group(groupID(77))),
                try inbound(3, "3", to: .group(groupID(5))),
                try inbound(4, "4", to: .agent(agentID(9))),
                try inbound(5, "5", to: .agent(agentID(77)), isEnabled: false),
                try inbound(1, "6", to: .agent(agentID(1))),
            ],
            outbound: [
                try outbound(1, to: "1", by: [77]), try outbound(2, to: "2", by: []),
                try outbound(1, to: "3"),
            ],
            trunks: [trunk(1), trunk(1)], safePlan: .agent(agentID(9)))
        broken.tenant.domains += [
            TenantDomain(name: "ACME.example", uuid: "0f4c"),
            TenantDomain(name: "other.example", uuid: "0f4c"),
        ]
        broken.tenant.applications = ["a", "b", "a"]
        let table = RoutingTable(compiling: broken)
        let expected: [RoutingProblem] = [
            .duplicateDomain("acme.example"), .duplicateDomain("0f4c"), .duplicateApplication("a"),
            .duplicateAgent(agentID(1)), .duplicateGroup(groupID(1)), .duplicateTrunk(trunkID(1)),
            .repeatedMember(agentID(1), of: groupID(1)),
            .missingMember(agentID(77), of: groupID(1)),
            .missingFallback(.agent(agentID(77)), of: groupID(6)),
            .missingFallback(.number(""), of: groupID(7)),
            .fallbackLoop([2, 4, 3].map(groupID)), .fallbackLoop([groupID(5)]),
            .unusableSafePlanAgent(agentID(9)), .duplicateInboundRule(ruleID(1)),
            .missingTarget(.agent(agentID(77)), of: ruleID(1)),
            .missingTarget(.group(groupID(77)), of: ruleID(2)),
            .emptyTarget(groupID(5), of: ruleID(3)), .duplicateOutboundRule(ruleID(1)),
            .missingTrunk(trunkID(77), of: ruleID(1)), .withoutTrunks(ruleID(2)),
        ]
        #expect(table.problems == expected)
        #expect(table.problemCount == expected.count)
        for problem in table.problems {
            #expect(problem.sentence.hasSuffix("."))
            #expect(problem.sentence.first?.isUppercase == true)
        }
        #expect(table.agent(agentID(1))?.isEnabled == true)
        #expect(table.route(call(to: "6")).target == .none)
    }

    @Test func `keeps a bounded list of problems`() throws {
        let rules = try (1...500).map { try inbound($0, "\($0)", to: .agent(agentID(77))) }
        let table = RoutingTable(compiling: configuration(inbound: rules))
        #expect(table.problems.count == RoutingTable.problemLimit)
        #expect(table.problemCount == 500)
    }

    @Test func `survives numbers at the edge`() throws {
        var edge = group(1, members: [1, 2, 3])
        edge.members[0].capacity = .max
        edge.members[0].priority = .min
        edge.members[1].capacity = .min
        edge.members[1].priority = .max
        edge.members[2].capacity = .max
        let table = RoutingTable(
            compiling: configuration(
                agents: [agent(1), agent(2), agent(3), agent(.max), agent(.min)], groups: [edge],
                inbound: [
                    try inbound(.max, "1*", to: .group(groupID(1)), priority: .max),
                    try inbound(.min, "1*", to: .agent(agentID(.min)), priority: .min),
                ]))
        #expect(table.route(call(to: "12")).target == .agent(agentID(.min)))
        #expect(table.group(groupID(1))?.members.map(\.weight) == [.max, 1, .max])
    }
}
