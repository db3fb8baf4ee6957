/// A moment of calendar time, in milliseconds since 1970-01-01T00:00:00Z.
///
/// It exists at the wire and in records only; deadlines and windows use monotonic `Duration`s.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Whole seconds from an earlier moment to this one, rounded down; zero when it is not earlier.
    ///
    /// Cloudonix truncates durations, so ours agree with its call detail records only when floored.
    package func seconds(since earlier: Timestamp) -> Int64 {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return overflow || difference < 0 ? 0 : difference / 1_000
    }
}
