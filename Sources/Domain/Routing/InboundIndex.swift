import Telephony

/// Inbound rules, arranged so that finding the right one does not depend on how many there are.
///
/// Whether a rule can be used is known when the table is compiled. Each pattern therefore has at
/// most one rule that can ever be taken: its first usable one. The few patterns that match an
/// address are compared by that rule; the unusable ones before it are visited to explain only.
struct InboundIndex: Sendable {
    private struct Rule: Sendable {
        let id: RuleID
        let priority: Int
        let target: RuleTarget
        /// `taken` when the rule is usable.
        let verdict: RuleVerdict
    }

    /// What counts of the rules of one pattern.
    private struct Run: Sendable {
        /// The first usable rule by priority and id.
        let winner: Rule?
        /// Where the unusable ones before it lie in `passedOver`.
        let passedOver: Range<UInt32>
    }

    private let patterns: PatternIndex
    private let runs: [Run]
    private let passedOver: [Rule]

    /// Takes enabled rules with distinct ids.
    init(_ inbound: [InboundRule], verdict: (RuleTarget) -> RuleVerdict) {
        var patterns = PatternIndex.Builder()
        let numbers = inbound.map { patterns.number(of: $0.pattern) }
        let order = RunOrder(numbers, count: patterns.count) {
            (inbound[$0].priority, inbound[$0].id) < (inbound[$1].priority, inbound[$1].id)
        }
        var passedOver: [Rule] = []
        runs = order.runs.map { run in
            let start = UInt32(truncatingIfNeeded: passedOver.count)
            var winner: Rule?
            for index in order.indices[run] {
                let rule = Rule(
                    id: inbound[index].id, priority: inbound[index].priority,
                    target: inbound[index].target, verdict: verdict(inbound[index].target))
                if rule.verdict == .taken {
                    winner = rule
                    break
                }
                passedOver.append(rule)
            }
            return Run(
                winner: winner,
                passedOver: start..<UInt32(truncatingIfNeeded: passedOver.count))
        }
        self.patterns = patterns.build()
        self.passedOver = passedOver
    }

    /// The target of the rule that takes calls to the address, `nil` when none does.
    func match(_ address: PhoneAddress, explanation: inout Explanation) -> RuleTarget? {
        let matches = patterns.matches(of: address)
        var best: (position: Int, rule: Rule)?
        var isAnyPassedOver = false
        for position in matches.narrowestFirst {
            let run = runs[matches[position]]
            isAnyPassedOver = isAnyPassedOver || !run.passedOver.isEmpty
            guard let rule = run.winner else { continue }
            // The narrower pattern came first and stays ahead at equal priority.
            guard let leader = best, leader.rule.priority <= rule.priority else {
                best = (position, rule)
                continue
            }
        }
        if isAnyPassedOver {
            notePassedOver(
                matches, before: best.map { ($0.position, $0.rule.priority) }, in: &explanation)
        }
        guard let best else { return nil }
        explanation.note(best.rule.id, isOutbound: false, .taken)
        return best.rule.target
    }

    /// Notes the unusable rules that come before the one taken, by merging the patterns' runs.
    private func notePassedOver(
        _ matches: PatternMatches, before best: (position: Int, priority: Int)?,
        in explanation: inout Explanation
    ) {
        var rest = (0..<matches.count).map { runs[matches[$0]].passedOver }
        while explanation.hasRoomForRules {
            var first: (position: Int, rule: Rule)?
            for position in matches.narrowestFirst where !rest[position].isEmpty {
                let rule = passedOver[Int(rest[position].lowerBound)]
                if let leader = first, leader.rule.priority <= rule.priority { continue }
                first = (position, rule)
            }
            guard let first else { return }
            if let best {
                // Of one pattern, what is left before its winner comes before it.
                let isBefore =
                    first.rule.priority < best.priority
                    || first.rule.priority == best.priority && first.position >= best.position
                guard isBefore else { return }
            }
            explanation.note(first.rule.id, isOutbound: false, first.rule.verdict)
            rest[first.position].removeFirst()
        }
    }
}
