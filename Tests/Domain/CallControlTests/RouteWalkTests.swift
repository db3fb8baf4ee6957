import Routing
import Telephony
import Testing

@testable import CallControl

@Suite struct `A route walk` {
    private func ring(
        _ agent: Int, in group: Int? = 1, number: Int, timeout: Int = 20
    ) -> RouteWalk.Step {
        .decide(
            .agent(
                AgentAttempt(
                    agent: agentID(agent), group: group.map(groupID), number: number,
                    ringTimeout: .seconds(timeout), timeLimit: .seconds(600))))
    }

    private func walk(_ target: RouteTarget) -> RouteWalk {
        RouteWalk(target: target, destination: "441632960001")
    }

    @Test func `rings one agent, and nobody after it`() throws {
        let table = try table()
        var walk = walk(.agent(agentID(4)))
        #expect(walk.begin(in: table) == ring(4, in: nil, number: 1))
        #expect(
            walk.attemptEnded(.busy, in: table) == .decide(.safePlan(.attemptsExhausted)))
    }

    @Test func `goes from agent to agent of a group`() throws {
        let table = try table(groups: [group(1, members: [1, 2])])
        var walk = walk(.group(groupID(1)))
        #expect(walk.begin(in: table) == .choose(groupID(1)))
        #expect(walk.group == groupID(1))
        #expect(walk.chosen(agentID(1), turn: 7, in: table) == ring(1, number: 1))
        #expect(walk.attemptEnded(.noAnswer, in: table) == .choose(groupID(1)))
        #expect(walk.progress.tried == [agentID(1)])
        #expect(walk.chosen(agentID(2), turn: nil, in: table) == ring(2, number: 2))
        #expect(walk.progress.turn == 7)
        #expect(walk.attemptEnded(.busy, in: table) == .choose(groupID(1)))
        #expect(
            walk.chosen(nil, turn: 7, in: table) == .decide(.safePlan(.attemptsExhausted)))
    }

    @Test func `says when there was nobody at all`() throws {
        let table = try table(groups: [group(1, members: [1])])
        var walk = walk(.group(groupID(1)))
        _ = walk.begin(in: table)
        #expect(walk.chosen(nil, turn: 0, in: table) == .decide(.safePlan(.noAgentAvailable)))
    }

    @Test func `makes ten attempts, and then the fallback`() throws {
        let table = try table(
            groups: [group(1, members: Array(1...20), fallback: .number("+441632960777"))])
        var walk = walk(.group(groupID(1)))
        var step = walk.begin(in: table)
        for attempt in 1...10 {
            #expect(step == .choose(groupID(1)))
            #expect(
                walk.chosen(agentID(attempt), turn: 0, in: table) == ring(attempt, number: attempt))
            step = walk.attemptEnded(.failed, in: table)
        }
        #expect(step == .decide(.number("+441632960777", ringTimeout: .seconds(20))))
        #expect(
            walk.attemptEnded(.failed, in: table) == .decide(.safePlan(.callNotCompleted)))
    }

    @Test func `falls back to an agent once`() throws {
        let table = try table(groups: [group(1, members: [1], fallback: .agent(agentID(9)))])
        var walk = walk(.group(groupID(1)))
        _ = walk.begin(in: table)
        _ = walk.chosen(agentID(1), turn: 0, in: table)
        _ = walk.attemptEnded(.busy, in: table)
        #expect(walk.chosen(nil, turn: 0, in: table) == ring(9, in: nil, number: 2))
        #expect(walk.progress.leg == .last)
        #expect(
            walk.attemptEnded(.busy, in: table) == .decide(.safePlan(.callNotCompleted)))
    }

    @Test(arguments: [1, 25])
    func `does not fall back to an agent it tried, or that is disabled`(agent: Int) throws {
        let table = try table(
            groups: [group(1, members: [1], fallback: .agent(agentID(agent)))], disabled: [25])
        var walk = walk(.group(groupID(1)))
        _ = walk.begin(in: table)
        _ = walk.chosen(agentID(1), turn: 0, in: table)
        _ = walk.attemptEnded(.busy, in: table)
        #expect(
            walk.chosen(nil, turn: 0, in: table) == .decide(.safePlan(.attemptsExhausted)))
    }

    @Test func `falls back to a group, which draws its own turn`() throws {
        let table = try table(
            groups: [
                group(1, members: [1], fallback: .group(groupID(2))), group(2, members: [1, 2]),
            ])
        var walk = walk(.group(groupID(1)))
        _ = walk.begin(in: table)
        _ = walk.chosen(agentID(1), turn: 5, in: table)
        _ = walk.attemptEnded(.busy, in: table)
        #expect(walk.chosen(nil, turn: 5, in: table) == .choose(groupID(2)))
        #expect(walk.progress.turn == nil)
        #expect(walk.progress.tried == [agentID(1)])
        #expect(walk.chosen(agentID(2), turn: 3, in: table) == ring(2, in: 2, number: 2))
    }

    @Test func `leaves a loop of fallbacks`() throws {
        let table = try table(
            groups: [
                group(1, members: [1], fallback: .group(groupID(2))),
                group(2, members: [2], fallback: .group(groupID(1))),
            ])
        var walk = walk(.group(groupID(1)))
        #expect(walk.begin(in: table) == .choose(groupID(1)))
        #expect(walk.chosen(nil, turn: 0, in: table) == .choose(groupID(2)))
        #expect(walk.chosen(nil, turn: 0, in: table) == .decide(.safePlan(.noAgentAvailable)))
    }

    @Test func `enters five groups at most`() throws {
        let groups = (1...8).map { number in
            group(number, members: [number], fallback: .group(groupID(number % 8 + 1)))
        }
        let table = try table(groups: groups)
        var walk = walk(.group(groupID(1)))
        var entered = 0
        var step = walk.begin(in: table)
        while case .choose = step {
            entered += 1
            step = walk.chosen(nil, turn: 0, in: table)
        }
        #expect(entered == RouteWalk.groupLimit)
    }

    @Test func `does not fall back to a disabled group, or to no number`() throws {
        for fallback in [GroupFallback.group(groupID(2)), .number("")] {
            let table = try table(
                groups: [
                    group(1, members: [1], fallback: fallback),
                    group(2, members: [2], isEnabled: false),
                ])
            var walk = walk(.group(groupID(1)))
            _ = walk.begin(in: table)
            #expect(
                walk.chosen(nil, turn: 0, in: table) == .decide(.safePlan(.noAgentAvailable)))
        }
    }

    @Test func `passes over an agent that has gone since it was chosen`() throws {
        let table = try table(groups: [group(1, members: [1])], disabled: [1])
        var walk = walk(.group(groupID(1)))
        _ = walk.begin(in: table)
        #expect(
            walk.chosen(agentID(1), turn: 0, in: table) == .decide(.safePlan(.noAgentAvailable)))
    }

    @Test func `has the safe plan where no rule applies`() throws {
        var walk = walk(.none)
        #expect(walk.begin(in: try table()) == .decide(.safePlan(.noMatchingRule)))
    }

    // MARK: - Trunks

    private func goOut(_ trunks: [Int], isFallback: Bool, number: Int) -> RouteWalk.Step {
        .decide(
            .trunks(
                TrunkAttempt(
                    rule: ruleID(5), trunks: trunks.map(trunkID), isFallback: isFallback,
                    number: number, destination: "441632960001", ringTimeout: .seconds(45),
                    timeLimit: .seconds(300))))
    }

    private func trunkTable(_ rule: OutboundRule, disabled: Set<Int> = []) throws -> RoutingTable {
        try table(
            outbound: [rule],
            trunks: (1...4).map {
                Trunk(id: trunkID($0), name: "t\($0)", isEnabled: !disabled.contains($0))
            })
    }

    @Test func `takes the fallback trunks after a failure`() throws {
        let table = try trunkTable(try outboundRule(5, trunks: [1, 2], fallback: [3, 4]))
        var walk = walk(.trunks(ruleID(5)))
        #expect(walk.begin(in: table) == goOut([1, 2], isFallback: false, number: 1))
        #expect(
            walk.attemptEnded(.failed, in: table) == goOut([3, 4], isFallback: true, number: 2))
        #expect(walk.progress.rule == ruleID(5))
        #expect(walk.attemptEnded(.failed, in: table) == .decide(.safePlan(.trunksFailed)))
    }

    @Test(arguments: [DialOutcome.busy, .noAnswer, .canceled])
    func `takes no other trunk when the far end decided`(outcome: DialOutcome) throws {
        let table = try trunkTable(try outboundRule(5, trunks: [1], fallback: [3]))
        var walk = walk(.trunks(ruleID(5)))
        _ = walk.begin(in: table)
        #expect(walk.attemptEnded(outcome, in: table) == .decide(.hangup))
    }

    @Test func `has the safe plan when there are no fallback trunks`() throws {
        let table = try trunkTable(try outboundRule(5, trunks: [1]))
        var walk = walk(.trunks(ruleID(5)))
        _ = walk.begin(in: table)
        #expect(walk.attemptEnded(.failed, in: table) == .decide(.safePlan(.trunksFailed)))
    }

    @Test func `takes the fallback trunks at once when the others are disabled`() throws {
        let table = try trunkTable(
            try outboundRule(5, trunks: [1], fallback: [3]), disabled: [1])
        var walk = walk(.trunks(ruleID(5)))
        #expect(walk.begin(in: table) == goOut([3], isFallback: false, number: 1))
        #expect(walk.attemptEnded(.failed, in: table) == .decide(.safePlan(.trunksFailed)))
    }

    // MARK: - Resuming

    @Test func `goes on from progress alone`() throws {
        let table = try table(groups: [group(1, members: [1, 2, 3])])
        let progress = RouteProgress(
            leg: .group, attempt: 2, turn: 9, tried: [agentID(1), agentID(2)],
            groups: [groupID(1)])
        var walk = RouteWalk(resuming: progress, destination: "7000")
        #expect(walk.attemptEnded(.busy, in: table) == .choose(groupID(1)))
        #expect(walk.chosen(agentID(3), turn: 9, in: table) == ring(3, number: 3))
    }

    @Test func `survives a group and a rule that have gone`() throws {
        let table = try table()
        var group = RouteWalk(
            resuming: RouteProgress(leg: .group, attempt: 1, groups: [groupID(77)]),
            destination: "7000")
        #expect(group.attemptEnded(.busy, in: table) == .choose(groupID(77)))
        #expect(
            group.chosen(nil, turn: nil, in: table) == .decide(.safePlan(.attemptsExhausted)))
        var trunks = RouteWalk(
            resuming: RouteProgress(leg: .trunks(ruleID(9), isFallback: false), attempt: 1),
            destination: "7000")
        #expect(trunks.attemptEnded(.failed, in: table) == .decide(.safePlan(.trunksFailed)))
        var empty = RouteWalk(resuming: RouteProgress(leg: .group), destination: "7000")
        #expect(
            empty.attemptEnded(.failed, in: table) == .decide(.safePlan(.noAgentAvailable)))
    }
}
