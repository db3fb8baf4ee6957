import Telephony
import Testing

@testable import Routing

@Suite struct `Load balancing` {
    private func strategy(hours: Int = 24, cap: Int? = nil) -> RingStrategy {
        var settings = LoadBalancedSettings()
        settings.window = .seconds(hours * 3_600)
        settings.maximumCallsPerAgent = cap
        return .loadBalanced(settings)
    }

    private func group(
        _ strategy: RingStrategy, _ agents: [Int], disabled: Set<Int> = []
    ) -> CompiledGroup {
        CompiledGroup(strategy, agents.map { ($0, nil, nil) }, disabled: disabled)
    }

    @Test func `gives the call to the agent with the fewest`() {
        let group = group(strategy(), [1, 2, 3])
        var state = GroupState()
        let chosen = (0..<7).map { state.choose(group, now: .seconds($0))?.rawValue }
        #expect(chosen == [1, 2, 3, 1, 2, 3, 1])
    }

    @Test func `breaks ties by the longest time since chosen, then the lowest id`() {
        let all = group(strategy(), [1, 2, 3])
        var state = GroupState()
        #expect(state.choose(all, tried: [agentID(1)]) == agentID(2))
        #expect(state.choose(all, tried: [agentID(1)]) == agentID(3))
        #expect(state.choose(all) == agentID(1))
        #expect(state.choose(all) == agentID(2))
    }

    @Test func `counts calls per unit of capacity`() {
        let group = CompiledGroup(strategy(), [(1, nil, 3), (2, nil, 1)])
        var state = GroupState()
        let chosen = (0..<8).map { _ in state.choose(group)?.rawValue }
        #expect(chosen == [1, 2, 1, 1, 2, 1, 1, 1])
    }

    @Test func `compares capacities at the edge`() {
        let group = CompiledGroup(strategy(), [(1, nil, .max), (2, nil, .max - 1), (3, nil, 1)])
        var state = GroupState()
        let chosen = (0..<9).map { _ in state.choose(group)?.rawValue }
        #expect(chosen.count { $0 == 3 } == 1)
    }

    @Test func `counts an attempt for each agent that was tried`() {
        let group = group(strategy(), [1, 2, 3])
        var state = GroupState()
        var tried: [AgentID] = []
        while let next = state.choose(group, tried: tried) { tried.append(next) }
        #expect(tried == [1, 2, 3].map(agentID))
        var explanation = Explanation(configurationVersion: 1)
        _ = state.choose(
            group, turn: GroupTurn(position: 0), tried: [], now: .zero, explanation: &explanation)
        #expect(explanation.candidates.map(\.calls) == [1, 1, 1])
    }

    @Test func `leaves everybody alone who has reached the cap`() {
        let group = group(strategy(cap: 2), [1, 2])
        var state = GroupState()
        #expect((0..<4).allSatisfy { _ in state.choose(group) != nil })
        #expect(state.choose(group, now: .seconds(3_600)) == nil)
        #expect(state.choose(group, now: .seconds(24 * 3_600 - 1)) == nil)
        #expect(state.choose(group, now: .seconds(24 * 3_600 + 338)) == agentID(1))
    }

    @Test(arguments: [0, -1, Int.min])
    func `chooses nobody under a cap of nothing`(cap: Int) {
        var state = GroupState()
        #expect(state.choose(group(strategy(cap: cap), [1])) == nil)
    }

    @Test func `remembers its counts when the configuration changes`() {
        var state = GroupState()
        let before = group(strategy(), [1, 2])
        for _ in 0..<10 { _ = state.choose(before) }
        let after = group(strategy(), [1, 2, 3])
        let chosen = (0..<8).map { _ in state.choose(after)?.rawValue }
        #expect(chosen == [3, 3, 3, 3, 3, 1, 2, 3])
    }

    @Test func `gives no fresh allowance to an agent that was away`() {
        var state = GroupState()
        let both = group(strategy(cap: 3), [1, 2])
        for _ in 0..<6 { _ = state.choose(both) }
        let without = [
            group(strategy(cap: 3), [2]), group(strategy(cap: 3), [1, 2], disabled: [1]),
        ]
        for group in without {
            #expect(state.choose(group, now: .seconds(60)) == nil)
            #expect(state.choose(both, now: .seconds(120)) == nil)
        }
        #expect(state.choose(both, now: .seconds(25 * 3_600)) == agentID(1))
    }

    @Test func `follows a change of the window`() {
        var state = GroupState()
        for hour in 0..<4 {
            _ = state.choose(group(strategy(hours: 24), [1]), now: .seconds(hour * 3_600))
        }
        func calls(_ hours: Int, at hour: Int) -> Int {
            var explanation = Explanation(configurationVersion: 1)
            var copy = state
            _ = copy.choose(
                group(strategy(hours: hours, cap: 0), [1]), turn: GroupTurn(position: 0),
                tried: [], now: .seconds(hour * 3_600), explanation: &explanation)
            return explanation.candidates.first?.calls ?? -1
        }
        #expect(calls(24, at: 4) == 4)
        #expect(calls(168, at: 4) == 4)
        #expect(calls(3, at: 4) == 2)
        #expect(calls(1, at: 4) == 0)
        #expect(calls(168, at: 100) == 4)
        #expect(calls(168, at: 200) == 0)
    }

    @Test func `bears a clock at the edge and one that goes back`() {
        var settings = LoadBalancedSettings()
        settings.maximumCallsPerAgent = 3
        for window in [Duration.zero, .seconds(-1), .seconds(Int64.max), .nanoseconds(1)] {
            settings.window = window
            let group = group(.loadBalanced(settings), [1, 2])
            var state = GroupState()
            for now in [Duration.seconds(5), .zero, .seconds(-5), .seconds(Int64.max), .seconds(6)]
            {
                #expect(state.choose(group, now: now) != nil)
            }
        }
    }

    @Test func `counts no call short when the clock goes back`() {
        var settings = LoadBalancedSettings()
        settings.window = .seconds(60)
        settings.maximumCallsPerAgent = 2
        let group = group(.loadBalanced(settings), [1])
        var state = GroupState()
        #expect(state.choose(group, now: .seconds(100)) != nil)
        #expect(state.choose(group, now: .seconds(0)) != nil)
        #expect(state.choose(group, now: .seconds(70)) == nil)
        #expect(state.choose(group, now: .seconds(159)) == nil)
        #expect(state.choose(group, now: .seconds(161)) != nil)
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `keeps agents within one call of each other per unit of capacity`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let members = (1...Int.random(in: 2...12, using: &random)).map { number in
            (number, nil as Int?, Int.random(in: 1...5, using: &random) as Int?)
        }
        let group = CompiledGroup(strategy(), members)
        var state = GroupState()
        var calls: [AgentID: Int] = [:]
        for step in 0..<300 {
            guard let chosen = state.choose(group, now: .seconds(step)) else {
                Issue.record("seed \(seed), step \(step): nobody was chosen")
                return
            }
            calls[chosen, default: 0] += 1
            let loads = group.members.map {
                Double(calls[$0.agent, default: 0]) / Double($0.weight)
            }
            let spread = (loads.max() ?? 0) - (loads.min() ?? 0)
            if spread > 1.000_001 { Issue.record("seed \(seed), step \(step): \(loads)") }
        }
    }
}
