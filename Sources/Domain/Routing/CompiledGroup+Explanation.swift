import Telephony

extension CompiledGroup {
    /// Tells how the choice came about: its candidates, their numbers, and what decided.
    ///
    /// Candidates come in the group's own order. When they are too many to tell, the chosen one
    /// takes the last place.
    func explain(
        _ pick: GroupPick?, tried: [AgentID], loads: [AgentLoad], in explanation: inout Explanation
    ) {
        explanation.strategy = strategy.name
        explanation.tieBreak = pick?.tieBreak
        explanation.candidateCount = members.count + disabledMembers.count
        let shown = min(explanation.candidateCount, Explanation.candidateLimit)
        explanation.candidates.removeAll(keepingCapacity: true)
        explanation.candidates.reserveCapacity(shown)
        for index in members.indices.prefix(shown) {
            explanation.candidates.append(candidate(index, pick, tried, loads))
        }
        for member in disabledMembers.prefix(shown - explanation.candidates.count) {
            explanation.candidates.append(Self.candidate(member, calls: 0, .disabled))
        }
        if let pick, pick.index >= shown, shown > 0 {
            explanation.candidates[shown - 1] = candidate(pick.index, pick, tried, loads)
        }
    }

    private func candidate(
        _ index: Int, _ pick: GroupPick?, _ tried: [AgentID], _ loads: [AgentLoad]
    ) -> Candidate {
        let calls = index < loads.count ? loads[index].calls : 0
        let verdict: CandidateVerdict =
            if index == pick?.index {
                .chosen
            } else if tried.holds(members[index].agent) {
                .alreadyTried
            } else if calls >= cap {
                .atCap
            } else if index >= reach {
                .lowerLevel
            } else {
                .notChosen
            }
        return Self.candidate(members[index], calls: calls, verdict)
    }

    private static func candidate(
        _ member: CompiledMember, calls: Int, _ verdict: CandidateVerdict
    ) -> Candidate {
        Candidate(
            agent: member.agent, priority: member.priority, weight: member.weight, calls: calls,
            verdict: verdict)
    }

    private var cap: Int {
        switch strategy {
        case .loadBalanced(let settings): settings.maximumCallsPerAgent ?? .max
        case .roundRobin, .priority: .max
        }
    }

    /// How far down its members the strategy ever goes.
    private var reach: Int {
        switch strategy {
        case .priority(let settings) where !settings.isFailoverEnabled:
            levels.first?.upperBound ?? 0
        case .roundRobin, .priority, .loadBalanced:
            members.count
        }
    }
}
