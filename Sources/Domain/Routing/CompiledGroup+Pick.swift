package import Telephony

/// A member that a strategy settled on, and what decided.
package struct GroupPick: Hashable, Sendable {
    /// The index in the group's `members`.
    package let index: Int
    package let tieBreak: TieBreak
}

extension CompiledGroup {
    /// The member to ring, given the numbers that the strategy compares.
    ///
    /// `loads` belong to `members`, index by index; a missing one counts as no calls. Only
    /// `load_balanced` looks at them, and only the other strategies look at the turn.
    package func pick(turn: GroupTurn, tried: [AgentID], loads: [AgentLoad]) -> GroupPick? {
        switch strategy {
        case .roundRobin:
            pickInRotation(turn, tried)
        case .priority(let settings):
            pickByPriority(settings, turn, tried)
        case .loadBalanced(let settings):
            pickLeastLoaded(cap: settings.maximumCallsPerAgent ?? .max, tried, loads)
        }
    }

    private func pickInRotation(_ turn: GroupTurn, _ tried: [AgentID]) -> GroupPick? {
        let chosen = Self.first(of: rotation.indices, from: turn) {
            !tried.holds(members[Int(rotation[$0])].agent)
        }
        guard let chosen else { return nil }
        let index = Int(rotation[chosen])
        let isOnly = isOnlyCandidate(index) { !tried.holds(members[$0].agent) }
        return GroupPick(index: index, tieBreak: isOnly ? .onlyCandidate : .rotation)
    }

    private func pickByPriority(
        _ settings: PrioritySettings, _ turn: GroupTurn, _ tried: [AgentID]
    ) -> GroupPick? {
        let isEligible = { (index: Int) in !tried.holds(self.members[index].agent) }
        let start = settings.rotatesWithinLevel ? turn : GroupTurn(position: 0)
        for level in settings.isFailoverEnabled ? levels[...] : levels.prefix(1) {
            guard let index = Self.first(of: level, from: start, where: isEligible) else {
                continue
            }
            let tieBreak: TieBreak =
                if level.contains(where: { $0 != index && isEligible($0) }) {
                    settings.rotatesWithinLevel ? .rotation : .lowestID
                } else if settings.isFailoverEnabled, level.upperBound < members.count {
                    .lowestPriority
                } else {
                    .onlyCandidate
                }
            return GroupPick(index: index, tieBreak: tieBreak)
        }
        return nil
    }

    private func pickLeastLoaded(
        cap: Int, _ tried: [AgentID], _ loads: [AgentLoad]
    ) -> GroupPick? {
        var best: (index: Int, weight: Int, load: AgentLoad)?
        var isTiedOnLoad = false
        var isTiedOnTime = false
        for index in members.indices {
            let load = index < loads.count ? loads[index] : AgentLoad()
            guard load.calls < cap, !tried.holds(members[index].agent) else { continue }
            let weight = members[index].weight
            guard let leader = best else {
                best = (index, weight, load)
                continue
            }
            switch Self.compare(
                load.calls, per: weight, with: leader.load.calls, per: leader.weight)
            {
            case .more:
                continue
            case .less:
                best = (index, weight, load)
                (isTiedOnLoad, isTiedOnTime) = (false, false)
            case .same:
                isTiedOnLoad = true
                if load.lastChosen < leader.load.lastChosen {
                    best = (index, weight, load)
                    isTiedOnTime = false
                } else if load.lastChosen == leader.load.lastChosen {
                    isTiedOnTime = true
                }
            }
        }
        guard let best else { return nil }
        let tieBreak: TieBreak =
            if isTiedOnLoad {
                isTiedOnTime ? .lowestID : .longestSinceChosen
            } else if isOnlyCandidate(
                best.index,
                where: {
                    ($0 < loads.count ? loads[$0].calls : 0) < cap
                        && !tried.holds(members[$0].agent)
                })
            {
                .onlyCandidate
            } else {
                .leastLoad
            }
        return GroupPick(index: best.index, tieBreak: tieBreak)
    }
}

// MARK: - Comparing

extension CompiledGroup {
    private enum Comparison { case less, same, more }

    /// Compares two numbers of calls by the capacity that carries them, without overflow.
    private static func compare(
        _ calls: Int, per weight: Int, with otherCalls: Int, per otherWeight: Int
    ) -> Comparison {
        if weight == otherWeight {
            return calls == otherCalls ? .same : calls < otherCalls ? .less : .more
        }
        let left = calls.multipliedFullWidth(by: otherWeight)
        let right = otherCalls.multipliedFullWidth(by: weight)
        return left == right ? .same : left < right ? .less : .more
    }

    /// The first eligible index of a range, going round once from the turn's place.
    private static func first(
        of range: Range<Int>, from turn: GroupTurn, where isEligible: (Int) -> Bool
    ) -> Int? {
        guard !range.isEmpty else { return nil }
        let offset = Int(truncatingIfNeeded: turn.position % UInt64(range.count))
        let start = range.lowerBound + offset
        return (start..<range.upperBound).first(where: isEligible)
            ?? (range.lowerBound..<start).first(where: isEligible)
    }

    private func isOnlyCandidate(_ index: Int, where isEligible: (Int) -> Bool) -> Bool {
        !members.indices.contains { $0 != index && isEligible($0) }
    }
}

extension [AgentID] {
    /// Whether the agent is among these few.
    ///
    /// Comparing the numbers themselves is many times faster than the identifiers' generic `==`,
    /// and this runs for every member of a group.
    func holds(_ agent: AgentID) -> Bool {
        for other in self where other.rawValue == agent.rawValue { return true }
        return false
    }
}
