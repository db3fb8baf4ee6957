/// A whole number within bounds that belong to its type.
package struct WholeNumber<let lowest: Int, let highest: Int>: Hashable, Sendable {
    /// The number, within its bounds.
    package let value: Int

    /// Takes a number within the bounds.
    package init(_ value: Int) throws(CXMLError) {
        guard value >= lowest, value <= highest else {
            throw CXMLError(.outOfRange, "number from \(lowest) to \(highest)")
        }
        self.value = value
    }

    /// Takes the nearest number within the bounds.
    package init(clamping value: Int) {
        self.value = min(max(value, lowest), highest)
    }

    /// Takes the whole seconds of a duration, a started second counting as one.
    package init(_ duration: Duration) throws(CXMLError) {
        let (seconds, fraction) = duration.components
        guard seconds >= 0, fraction >= 0, seconds < Int64(Int32.max) else {
            throw CXMLError(.outOfRange, "number from \(lowest) to \(highest)")
        }
        try self.init(Int(seconds) + (fraction > 0 ? 1 : 0))
    }
}

/// A timeout or a limit: from one second to one day.
package typealias Seconds = WholeNumber<1, 86_400>

/// A silence, which may be empty: up to one hour.
package typealias PauseLength = WholeNumber<0, 3_600>

/// How often something is said or played.
package typealias LoopCount = WholeNumber<1, 1_000>

/// How many digits a caller may enter.
package typealias DigitCount = WholeNumber<1, 128>

/// How many may be in a conference.
package typealias ParticipantCount = WholeNumber<1, 250>
