import Telephony
import Testing

@testable import Routing

/// A group of any strategy with a history of calls in it.
private struct RandomGroup {
    var random: SeededGenerator
    let strategy: RingStrategy
    let window = Duration.seconds(1_000)
    /// The longest that a call may be counted beyond the window.
    let lateness = Duration.seconds(4)

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        switch seed % 3 {
        case 0:
            var settings = RoundRobinSettings()
            settings.isWeightedByCapacity = Bool.random(using: &random)
            strategy = .roundRobin(settings)
        case 1:
            var settings = PrioritySettings()
            settings.rotatesWithinLevel = Bool.random(using: &random)
            strategy = .priority(settings)
        default:
            var settings = LoadBalancedSettings()
            settings.window = window
            settings.maximumCallsPerAgent = [nil, 1, 3, 10][Int.random(in: 0...3, using: &random)]
            strategy = .loadBalanced(settings)
        }
    }

    var cap: Int {
        guard case .loadBalanced(let settings) = strategy else { return .max }
        return settings.maximumCallsPerAgent ?? .max
    }

    mutating func group() -> CompiledGroup {
        var disabled: Set<Int> = []
        let members = (1...Int.random(in: 1...12, using: &random)).map { _ in
            let number = Int.random(in: 1...15, using: &random)
            if Int.random(in: 1...5, using: &random) == 1 { disabled.insert(number) }
            return (
                number, Int.random(in: 1...3, using: &random) as Int?,
                Int.random(in: 1...6, using: &random) as Int?
            )
        }
        return CompiledGroup(strategy, members, disabled: disabled)
    }
}

@Suite struct `Every strategy` {
    @Test(arguments: 1...150 as ClosedRange<UInt64>)
    func `chooses an eligible agent whenever there is one`(seed: UInt64) {
        var given = RandomGroup(seed: seed)
        var group = given.group()
        var state = GroupState()
        var history: [(agent: AgentID, at: Duration)] = []
        var now = Duration.zero
        for step in 0..<150 {
            if Int.random(in: 1...40, using: &given.random) == 1 { group = given.group() }
            now += .seconds(Int.random(in: 0...60, using: &given.random))
            let tried = group.members.map(\.agent).filter { _ in
                Int.random(in: 1...4, using: &given.random) == 1
            }
            func calls(_ agent: AgentID, since: Duration) -> Int {
                history.count { $0.agent == agent && $0.at > since }
            }
            let chosen = state.choose(group, turn: step, tried: tried, now: now)
            let isRight: Bool
            if let chosen {
                isRight =
                    group.members.contains { $0.agent == chosen } && !tried.contains(chosen)
                    && calls(chosen, since: now - given.window) < given.cap
                history.append((chosen, now))
            } else {
                isRight = !group.members.contains { member in
                    !tried.contains(member.agent)
                        && calls(member.agent, since: now - given.window - given.lateness)
                            < given.cap
                }
            }
            if !isRight {
                Issue.record(
                    "seed \(seed), step \(step), \(given.strategy.name): \(chosen as Any)")
            }
        }
    }

    @Test(arguments: 1...150 as ClosedRange<UInt64>)
    func `takes a failing call to each agent once`(seed: UInt64) {
        var given = RandomGroup(seed: seed)
        var state = GroupState()
        let group = given.group()
        for turn in 0..<10 {
            var tried: [AgentID] = []
            let now = Duration.seconds(turn * 10_000)
            while let next = state.choose(group, turn: turn, tried: tried, now: now) {
                #expect(!tried.contains(next), "seed \(seed), turn \(turn)")
                tried.append(next)
            }
            let all = group.members.map(\.agent).sorted()
            #expect(tried.sorted() == all, "seed \(seed), turn \(turn)")
        }
    }

    @Test(arguments: 1...150 as ClosedRange<UInt64>)
    func `explains its choice`(seed: UInt64) {
        var given = RandomGroup(seed: seed)
        var state = GroupState()
        let group = given.group()
        var explanation = Explanation(configurationVersion: 1)
        var tried: [AgentID] = []
        for _ in 0...group.members.count {
            let chosen = state.choose(
                group, turn: GroupTurn(position: seed), tried: tried, now: .zero,
                explanation: &explanation)
            let comment: Comment = "seed \(seed), after \(tried)"
            #expect(explanation.strategy == group.strategy.name, comment)
            #expect(explanation.candidates.count == explanation.candidateCount, comment)
            #expect(
                explanation.candidateCount == group.members.count + group.disabledMembers.count,
                comment)
            let marked = explanation.candidates.filter { $0.verdict == .chosen }.map(\.agent)
            #expect(marked == [chosen].compactMap(\.self), comment)
            #expect((explanation.tieBreak == nil) == (chosen == nil), comment)
            for candidate in explanation.candidates where tried.contains(candidate.agent) {
                #expect(candidate.verdict == .alreadyTried, comment)
            }
            #expect(
                explanation.candidates.filter { $0.verdict == .disabled }.map(\.agent)
                    == group.disabledMembers.map(\.agent), comment)
            if let chosen { tried.append(chosen) }
        }
    }

    @Test(arguments: [0, 31, 32, 33, 499])
    func `shows the one chosen among many`(turn: Int) {
        var explanation = Explanation(configurationVersion: 1)
        var state = GroupState()
        let group = CompiledGroup(.roundRobin(.init()), (1...500).map { ($0, nil, nil) })
        let chosen = state.choose(
            group, turn: GroupTurn(position: UInt64(turn)), tried: [], now: .zero,
            explanation: &explanation)
        #expect(chosen == agentID(turn + 1))
        #expect(explanation.candidateCount == 500)
        #expect(explanation.candidates.count == Explanation.candidateLimit)
        let marked = explanation.candidates.filter { $0.verdict == .chosen }
        #expect(marked.map(\.agent) == [agentID(turn + 1)])
    }
}
