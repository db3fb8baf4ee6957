import Telephony

/// Outbound rules, arranged so that finding the right one does not depend on how many there are.
///
/// A rule is known by the numbers of its two patterns. The few destination patterns that match the
/// called number are paired with the few caller patterns that match the caller, longest first, and
/// the first pair that has a usable rule decides.
struct OutboundIndex: Sendable {
    private struct Pair: Hashable, Sendable {
        let destination: UInt32
        let caller: UInt32

        init(_ destination: Int, _ caller: Int) {
            self.destination = UInt32(truncatingIfNeeded: destination)
            self.caller = UInt32(truncatingIfNeeded: caller)
        }
    }

    private let destinations: PatternIndex
    private let callers: PatternIndex
    private let rules: [OutboundRule]
    /// By destination pattern, then longest caller, then lowest id: the order of consideration.
    private let order: RunOrder
    /// The first usable rule of each pair of patterns, as its position in `order`.
    private let usable: [Pair: Int]
    private let indices: [RuleID: Int]

    /// Takes enabled rules with distinct ids.
    init(_ outbound: [OutboundRule], isUsable: (OutboundRule) -> Bool) {
        var destinations = PatternIndex.Builder()
        var callers = PatternIndex.Builder()
        let numbers = outbound.map { destinations.number(of: $0.destinationPattern) }
        let callerNumbers = outbound.map { callers.number(of: $0.callerPattern) }
        let order = RunOrder(numbers, count: destinations.count) {
            let lengths = (outbound[$0].callerPattern.length, outbound[$1].callerPattern.length)
            return lengths.0 != lengths.1
                ? lengths.0 > lengths.1 : outbound[$0].id < outbound[$1].id
        }
        var usable: [Pair: Int] = [:]
        for (position, index) in order.indices.enumerated() where isUsable(outbound[index]) {
            let pair = Pair(numbers[index], callerNumbers[index])
            if usable[pair] == nil { usable[pair] = position }
        }
        self.destinations = destinations.build()
        self.callers = callers.build()
        self.order = order
        self.usable = usable
        rules = outbound
        indices = Dictionary(outbound.indices.lazy.map { (outbound[$0].id, $0) }) { first, _ in
            first
        }
    }

    /// The enabled rule of an id.
    func rule(_ id: RuleID) -> OutboundRule? { indices[id].map { rules[$0] } }

    /// The rule that takes calls from the caller to the destination, `nil` when none does.
    func match(
        from caller: PhoneAddress, to destination: PhoneAddress, explanation: inout Explanation
    ) -> RuleID? {
        guard !rules.isEmpty else { return nil }
        let matches = destinations.matches(of: destination)
        guard matches.count > 0 else { return nil }
        let callerMatches = callers.matches(of: caller)
        for position in matches.narrowestFirst {
            let number = matches[position]
            let taken = callerMatches.narrowestFirst.lazy
                .compactMap { usable[Pair(number, callerMatches[$0])] }.first
            let run = order.runs[number]
            for index in order.indices[run.lowerBound..<(taken ?? run.upperBound)] {
                guard explanation.hasRoomForRules else { break }
                let isForCaller = rules[index].callerPattern.matches(caller)
                explanation.note(
                    rules[index].id, isOutbound: true,
                    isForCaller ? .trunksDisabled : .callerDoesNotMatch)
            }
            if let taken {
                let rule = rules[order.indices[taken]].id
                explanation.note(rule, isOutbound: true, .taken)
                return rule
            }
        }
        return nil
    }
}
