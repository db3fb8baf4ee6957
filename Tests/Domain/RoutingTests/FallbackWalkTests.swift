import Telephony
import Testing

@testable import Routing

@Suite struct `The walk along fallbacks` {
    private func stops(from number: Int, _ groups: [AgentGroupDefinition]) -> [String] {
        let table = RoutingTable(
            compiling: configuration(
                agents: [agent(1), agent(9, isEnabled: false)], groups: groups)
        )
        return table.stops(from: groupID(number)).map { stop in
            switch stop {
            case .group(let group): "group \(group.id)"
            case .agent(let id): "agent \(id)"
            case .number(let number): "number \(number)"
            }
        }
    }

    @Test func `goes from group to group and ends at an agent or a number`() {
        let groups = [
            group(1, members: [1], fallback: .group(groupID(2))),
            group(2, members: [1], fallback: .group(groupID(3))),
            group(3, members: [9], fallback: .agent(agentID(1))),
            group(4, members: [1], fallback: .number("+441632960000")),
        ]
        #expect(stops(from: 1, groups) == ["group 1", "group 2", "agent 1"])
        #expect(stops(from: 3, groups) == ["agent 1"])
        #expect(stops(from: 4, groups) == ["group 4", "number +441632960000"])
        #expect(stops(from: 5, groups) == [])
    }

    @Test(arguments: [
        GroupFallback.agent(agentID(9)), .agent(agentID(77)), .group(groupID(77)),
        .group(groupID(2)), .group(groupID(1)), .number(""),
    ])
    func `ends at a target that cannot be used`(fallback: GroupFallback) {
        let groups = [
            group(1, members: [1], fallback: fallback),
            group(2, isEnabled: false, members: [1], fallback: .agent(agentID(1))),
        ]
        #expect(stops(from: 1, groups) == ["group 1"])
    }

    @Test func `does not use a fallback that is switched off`() {
        let only = group(1, members: [1], fallback: .agent(agentID(1)), isFallbackEnabled: false)
        #expect(stops(from: 1, [only]) == ["group 1"])
    }

    @Test func `leads out of a group that was disabled meanwhile`() {
        let only = group(1, isEnabled: false, members: [1], fallback: .agent(agentID(1)))
        #expect(stops(from: 1, [only]) == ["agent 1"])
    }

    @Test func `goes round a circle once`() {
        let groups = (1...3).map {
            group($0, members: [1], fallback: .group(groupID($0 % 3 + 1)))
        }
        #expect(stops(from: 2, groups) == ["group 2", "group 3", "group 1"])
    }

    @Test func `follows a bounded number of links`() {
        let groups = (1...100).map {
            group($0, members: [1], fallback: .group(groupID($0 + 1)))
        }
        #expect(stops(from: 1, groups).count == FallbackWalk.limit)
    }
}
