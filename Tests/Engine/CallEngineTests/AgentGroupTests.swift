import Reactor
import Routing
import Telephony
import Testing

@testable import CallEngine

@Suite(.timeLimit(.minutes(1))) struct `An agent group` {
    private func selection(
        _ call: Int, _ group: CompiledGroup, turn: UInt64? = nil, tried: [AgentID] = []
    ) -> GroupSelection {
        GroupSelection(
            key: key(call), group: group, turn: turn, tried: tried, leaseFor: .seconds(60),
            explanation: Explanation(configurationVersion: 1))
    }

    private func withGroup(
        agents: Int = 3, loops: Int = 1,
        _ body: (AgentGroup, CompiledGroup, EventLoopGroup) async throws -> Void
    ) async throws {
        let group = try EventLoopGroup(count: loops)
        let table = RoutingTable(compiling: configuration(agents: agents))
        let actor = AgentGroup(id: sales, loop: group.loops[0])
        try await body(actor, try #require(table.group(sales)), group)
        await group.shutDown()
    }

    @Test func `takes turns, and passes over who was tried`() async throws {
        try await withGroup { actor, group, _ in
            var agents: [AgentID?] = []
            for call in 1...4 { agents.append(await actor.choose(selection(call, group)).agent) }
            #expect(agents == [1, 2, 3, 1].map(agentID))
            // Fail-over passes its own turn, and moves nobody else's.
            let next = await actor.choose(
                selection(1, group, turn: 0, tried: [agentID(1)]))
            #expect(next.agent == agentID(2))
            #expect(next.turn == 0)
            #expect(await actor.choose(selection(5, group)).agent == agentID(2))
            let nobody = await actor.choose(
                selection(6, group, turn: 0, tried: (1...3).map(agentID)))
            #expect(nobody.agent == nil)
        }
    }

    @Test func `holds an agent until it is released`() async throws {
        try await withGroup { actor, group, _ in
            for call in 1...3 { _ = await actor.choose(selection(call, group)) }
            #expect(await actor.leaseCount == 3)
            _ = await actor.choose(selection(1, group, turn: 0, tried: [agentID(1)]))
            #expect(await actor.leaseCount == 3)
            await actor.release(key(1))
            await actor.release(key(1))
            #expect(await actor.leaseCount == 2)
            _ = await actor.choose(selection(2, group, turn: 0, tried: (1...3).map(agentID)))
            #expect(await actor.leaseCount == 1)
        }
    }

    @Test func `starts the rotation afresh when its members change`() async throws {
        try await withGroup { actor, group, _ in
            _ = await actor.choose(selection(1, group))
            let changed = RoutingTable(compiling: configuration(agents: 4))
            let larger = try #require(changed.group(sales))
            #expect(await actor.choose(selection(2, larger)).turn == 0)
            #expect(await actor.choose(selection(3, larger)).turn == 1)
        }
    }

    @Test(arguments: [1, 2])
    func `is fair to everybody when many ask at once`(loops: Int) async throws {
        try await withGroup(agents: 5, loops: loops) { actor, group, loops in
            let chosen = await withTaskGroup(of: AgentID?.self) { tasks in
                for call in 0..<500 {
                    tasks.addTask(executorPreference: loops.loops[call % loops.loops.count]) {
                        await actor.choose(selection(call, group)).agent
                    }
                }
                return await tasks.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(chosen == Dictionary(uniqueKeysWithValues: (1...5).map { (agentID($0), 100) }))
            #expect(await actor.leaseCount == 500)
        }
    }
}
