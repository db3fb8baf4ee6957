import Telephony
import Testing

@testable import Routing

@Suite struct `Round robin` {
    private func strategy(isWeighted: Bool = true, resets: Bool = true) -> RingStrategy {
        var settings = RoundRobinSettings()
        settings.isWeightedByCapacity = isWeighted
        settings.resetsOnAgentChange = resets
        return .roundRobin(settings)
    }

    private func agents(_ group: CompiledGroup, turns: Range<Int>) -> [Int64?] {
        var state = GroupState()
        return turns.map { state.choose(group, turn: $0)?.rawValue }
    }

    @Test func `goes through the agents by id`() {
        let group = CompiledGroup(strategy(), [(3, nil, nil), (1, nil, nil), (2, nil, nil)])
        #expect(agents(group, turns: 0..<7) == [1, 2, 3, 1, 2, 3, 1])
    }

    @Test func `gives turns in proportion to capacity, or not`() {
        let members: [(Int, Int?, Int?)] = [(1, nil, 50), (2, nil, 10), (3, nil, nil)]
        let weighted = CompiledGroup(strategy(), [(1, nil, 4), (2, nil, 2), (3, nil, nil)])
        #expect(agents(weighted, turns: 0..<7) == [1, 2, 1, 3, 1, 2, 1])
        let plain = CompiledGroup(strategy(isWeighted: false), members)
        #expect(agents(plain, turns: 0..<6) == [1, 2, 3, 1, 2, 3])
    }

    @Test func `walks on when the agent of the turn was tried`() {
        let group = CompiledGroup(strategy(), [(1, nil, 2), (2, nil, 1), (3, nil, 1)])
        #expect(group.rotation == [0, 1, 2, 0])
        var state = GroupState()
        #expect(state.choose(group, turn: 3) == agentID(1))
        #expect(state.choose(group, turn: 3, tried: [agentID(1)]) == agentID(2))
        #expect(state.choose(group, turn: 3, tried: [1, 2].map(agentID)) == agentID(3))
        #expect(state.choose(group, turn: 3, tried: [3, 1, 2].map(agentID)) == nil)
        // The next call finds its turn untouched.
        #expect(state.choose(group, turn: 4) == agentID(1))
    }

    @Test func `takes any turn`() {
        let group = CompiledGroup(strategy(), [(1, nil, nil), (2, nil, nil)])
        var state = GroupState()
        var explanation = Explanation(configurationVersion: 1)
        let chosen = state.choose(
            group, turn: GroupTurn(position: .max), tried: [], now: .zero,
            explanation: &explanation)
        #expect(chosen == agentID(2))
    }

    @Test func `starts a fresh counter when its rotation changes, if so set`() {
        let members: [(Int, Int?, Int?)] = [(1, nil, 2), (2, nil, nil), (3, nil, nil)]
        let group = CompiledGroup(strategy(), members)
        let same = CompiledGroup(strategy(), members.reversed())
        #expect(group.rotationKey == same.rotationKey)
        let changes = [
            CompiledGroup(strategy(), members.dropLast()),
            CompiledGroup(strategy(), members + [(4, nil, nil)]),
            CompiledGroup(strategy(), members, disabled: [2]),
            CompiledGroup(strategy(), [(1, nil, 3), (2, nil, nil), (3, nil, nil)]),
        ]
        for changed in changes { #expect(changed.rotationKey != group.rotationKey) }
        let keys = Set(
            [members, Array(members.dropLast())].map {
                CompiledGroup(strategy(resets: false), $0).rotationKey
            })
        #expect(keys.count == 1)
    }

    @Test func `names the same counter in every process`() {
        let group = CompiledGroup(strategy(), [(1, nil, nil), (2, nil, nil)])
        #expect(group.rotationKey == StableHash.of([1, 2]))
        #expect(StableHash.of([1, 2]) == 0x7717_9803_63c8_e066)
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `gives each agent its weight in any window of one rotation`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let members = (1...Int.random(in: 1...20, using: &random)).map { number in
            (number, nil as Int?, Int.random(in: 1...9, using: &random) as Int?)
        }
        let group = CompiledGroup(strategy(), members)
        let start = Int.random(in: 0...100_000, using: &random)
        let length = group.rotation.count
        let chosen = agents(group, turns: start..<(start + 3 * length))
        for offset in 0...(2 * length) {
            let window = chosen[offset..<(offset + length)]
            let first = window.count { $0 == chosen[0] }
            let expected = group.rotation.count {
                group.members[Int($0)].agent.rawValue == chosen[0]
            }
            #expect(first == expected, "seed \(seed), offset \(offset)")
        }
        let counts = Dictionary(grouping: chosen) { $0 }.mapValues(\.count)
        for member in group.members {
            let other = group.members[0]
            let (mine, its) = (counts[member.agent.rawValue], counts[other.agent.rawValue])
            #expect(
                (mine ?? 0) * other.weight == (its ?? 0) * member.weight, "seed \(seed)")
        }
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `goes on serving everybody when its members change`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var members = (1...8).map { ($0, nil as Int?, nil as Int?) }
        var turn = 0
        for number in 0..<20 {
            if Bool.random(using: &random), members.count > 1 {
                members.remove(at: Int.random(in: members.indices, using: &random))
            } else {
                members.append((100 + number, nil, nil))
            }
            let group = CompiledGroup(strategy(resets: false), members)
            let chosen = agents(group, turns: turn..<(turn + members.count))
            #expect(Set(chosen).count == members.count, "seed \(seed), change \(number)")
            turn += members.count
        }
    }
}
