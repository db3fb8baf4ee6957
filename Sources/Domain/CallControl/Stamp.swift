package import Telephony

/// How much a field's value is to be believed: the greater stamp wins, whenever it arrives.
///
/// A terminal status outranks one in progress, whoever says it: a switch that said `connected`
/// and was never heard again must not outrank the deadline that ended the call. Then the source
/// decides, then the moment the source gave, then progress, then the event id.
package struct Stamp: Hashable, Comparable, Sendable {
    package let isTerminal: Bool
    package let source: FactSource
    package let modifiedAt: Timestamp
    package let progress: Int
    package let eventID: String

    package init(fact: RecordFact, status: CallStatus? = nil) {
        isTerminal = status?.isTerminal ?? false
        source = fact.source
        modifiedAt = fact.modifiedAt
        progress = status?.progress ?? 0
        eventID = fact.eventID
    }

    package static func < (left: Stamp, right: Stamp) -> Bool {
        if left.isTerminal != right.isTerminal { return right.isTerminal }
        if left.source != right.source { return left.source < right.source }
        if left.modifiedAt != right.modifiedAt { return left.modifiedAt < right.modifiedAt }
        if left.progress != right.progress { return left.progress < right.progress }
        return left.eventID.utf8.lexicographicallyPrecedes(right.eventID.utf8)
    }

    /// The stamp as text whose byte order is the stamp's order, for a store that compares text.
    package var sortable: String {
        // An offset keeps moments before 1970 in order; twenty digits hold every Int64.
        let moment = UInt64(bitPattern: modifiedAt.milliseconds) ^ (1 << 63)
        let digits = String(moment)
        let padding = String(repeating: "0", count: 20 - digits.count)
        return "\(isTerminal ? 1 : 0)\(source.rawValue).\(padding)\(digits).\(progress).\(eventID)"
    }
}

/// A value with its stamp.
package struct Stamped<Value: Hashable & Sendable>: Hashable, Sendable {
    package var value: Value
    package let stamp: Stamp

    package init(_ value: Value, _ stamp: Stamp) {
        self.value = value
        self.stamp = stamp
    }
}

extension Optional {
    /// Keeps the more believable of two values.
    mutating func join<Value>(_ other: Stamped<Value>?) where Wrapped == Stamped<Value> {
        guard let other else { return }
        guard let mine = self else {
            self = other
            return
        }
        if mine.stamp < other.stamp { self = other }
    }

    mutating func join<Value>(_ value: Value?, _ stamp: Stamp) where Wrapped == Stamped<Value> {
        guard let value else { return }
        join(Stamped(value, stamp))
    }
}
