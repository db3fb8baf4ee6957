import Telephony
import Testing

@testable import Routing

@Suite struct `Priority` {
    private func strategy(failsOver: Bool = true, rotates: Bool = true) -> RingStrategy {
        var settings = PrioritySettings()
        settings.isFailoverEnabled = failsOver
        settings.rotatesWithinLevel = rotates
        return .priority(settings)
    }

    /// Agents 1, 2 and 3 first, then 4, then 5 and 6 at the default of 50.
    private let members: [(agent: Int, priority: Int?, capacity: Int?)] = [
        (5, nil, nil), (4, 20, nil), (3, 10, nil), (6, 50, nil), (1, 10, nil), (2, 10, nil),
    ]

    /// Whom a call tries, one after another, when nobody answers.
    private func order(_ group: CompiledGroup, turn: Int = 0) -> [Int64] {
        var state = GroupState()
        var tried: [AgentID] = []
        while let next = state.choose(group, turn: turn, tried: tried) { tried.append(next) }
        return tried.map(\.rawValue)
    }

    @Test(arguments: [
        (0, [1, 2, 3, 4, 5, 6]), (1, [2, 3, 1, 4, 6, 5]), (2, [3, 1, 2, 4, 5, 6]),
        (3, [1, 2, 3, 4, 6, 5]),
    ])
    func `tries the lowest level first and rotates within it`(turn: Int, expected: [Int64]) {
        #expect(order(CompiledGroup(strategy(), members), turn: turn) == expected)
    }

    @Test(arguments: 0...4)
    func `takes the lowest id first when it does not rotate`(turn: Int) {
        let group = CompiledGroup(strategy(rotates: false), members)
        #expect(order(group, turn: turn) == [1, 2, 3, 4, 5, 6])
    }

    @Test func `stays within its first level when it does not fail over`() {
        #expect(order(CompiledGroup(strategy(failsOver: false), members)) == [1, 2, 3])
        let group = CompiledGroup(strategy(failsOver: false), members, disabled: [1, 2, 3])
        #expect(order(group) == [4])
    }

    @Test func `serves the agents of a level alike`() {
        let group = CompiledGroup(strategy(), members)
        var state = GroupState()
        let chosen = (0..<300).map { state.choose(group, turn: $0)?.rawValue }
        #expect(Dictionary(grouping: chosen) { $0 }.mapValues(\.count) == [1: 100, 2: 100, 3: 100])
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `never puts a lower level before a higher one`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let members = (1...Int.random(in: 1...15, using: &random)).map { number in
            (number, Int.random(in: 1...4, using: &random) as Int?, nil as Int?)
        }
        let group = CompiledGroup(strategy(rotates: Bool.random(using: &random)), members)
        let tried = order(group, turn: Int.random(in: 0...1_000, using: &random))
        let priorities = tried.map { id in members.first { $0.0 == Int(id) }?.1 ?? 0 }
        #expect(priorities == priorities.sorted(), "seed \(seed)")
        #expect(Set(tried).count == members.count, "seed \(seed)")
    }
}
