import Telephony
import Testing

@testable import Routing

@Suite struct `A tie-break` {
    private func tieBreak(
        _ strategy: RingStrategy, priorities: [Int], tried: [Int] = [], loads: [AgentLoad] = []
    ) -> TieBreak? {
        let group = CompiledGroup(
            strategy, priorities.enumerated().map { ($0.offset + 1, $0.element, nil) })
        let pick = group.pick(
            turn: GroupTurn(position: 0), tried: tried.map(agentID), loads: loads)
        return pick?.tieBreak
    }

    @Test func `tells what decided a rotation`() {
        let strategy = RingStrategy.roundRobin(.init())
        #expect(tieBreak(strategy, priorities: [1, 1]) == .rotation)
        #expect(tieBreak(strategy, priorities: [1, 1], tried: [1]) == .onlyCandidate)
        #expect(tieBreak(strategy, priorities: [1]) == .onlyCandidate)
        #expect(tieBreak(strategy, priorities: [1], tried: [1]) == nil)
        #expect(tieBreak(strategy, priorities: []) == nil)
    }

    @Test func `tells what decided by priority`() {
        var settings = PrioritySettings()
        #expect(tieBreak(.priority(settings), priorities: [1, 1, 2]) == .rotation)
        #expect(
            tieBreak(.priority(settings), priorities: [1, 1, 2], tried: [1]) == .lowestPriority)
        #expect(tieBreak(.priority(settings), priorities: [1, 2]) == .lowestPriority)
        #expect(tieBreak(.priority(settings), priorities: [1, 2], tried: [1]) == .onlyCandidate)
        settings.rotatesWithinLevel = false
        #expect(tieBreak(.priority(settings), priorities: [1, 1, 2]) == .lowestID)
        settings.isFailoverEnabled = false
        #expect(tieBreak(.priority(settings), priorities: [1, 2]) == .onlyCandidate)
    }

    @Test func `tells what decided by load`() {
        let strategy = RingStrategy.loadBalanced(.init())
        func loads(_ pairs: (Int, UInt64)...) -> [AgentLoad] {
            pairs.map { AgentLoad(calls: $0.0, lastChosen: $0.1) }
        }
        let three = [1, 1, 1]
        #expect(tieBreak(strategy, priorities: three) == .lowestID)
        #expect(
            tieBreak(strategy, priorities: three, loads: loads((2, 3), (1, 2), (2, 1)))
                == .leastLoad)
        #expect(
            tieBreak(strategy, priorities: three, loads: loads((1, 3), (1, 2), (2, 1)))
                == .longestSinceChosen)
        #expect(
            tieBreak(strategy, priorities: three, loads: loads((1, 2), (1, 2), (0, 1)))
                == .leastLoad)
        #expect(
            tieBreak(strategy, priorities: three, tried: [1, 2], loads: loads((1, 2), (1, 2)))
                == .onlyCandidate)
    }

    @Test func `is accompanied by verdicts on those not chosen`() {
        var settings = PrioritySettings()
        settings.isFailoverEnabled = false
        let group = CompiledGroup(
            .priority(settings), [(1, 1, nil), (2, 1, nil), (3, 2, nil), (4, 1, nil)],
            disabled: [4])
        var explanation = Explanation(configurationVersion: 1)
        var state = GroupState()
        _ = state.choose(
            group, turn: GroupTurn(position: 1), tried: [], now: .zero, explanation: &explanation)
        #expect(
            explanation.candidates.map(\.verdict) == [
                .notChosen, .chosen, .lowerLevel, .disabled,
            ])
        var cap = LoadBalancedSettings()
        cap.maximumCallsPerAgent = 1
        let capped = CompiledGroup(.loadBalanced(cap), [(1, nil, nil), (2, nil, nil)])
        for _ in 0..<2 {
            _ = state.choose(
                capped, turn: GroupTurn(position: 0), tried: [], now: .zero,
                explanation: &explanation)
        }
        #expect(explanation.candidates.map(\.verdict) == [.atCap, .chosen])
    }
}
