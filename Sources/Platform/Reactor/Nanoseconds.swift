internal import CLibuv

/// Arithmetic between durations and the loop's clock that can not overflow.
enum Nanoseconds {
    /// The monotonic clock, the one `Telemetry.MonotonicClock` reads too.
    static var now: UInt64 { uv_hrtime() }

    /// A duration in nanoseconds; zero when negative, and a hundred years when longer.
    static func of(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 3_155_760_000 else { return 3_155_760_000 * 1_000_000_000 }
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds) / 1_000_000_000
    }

    /// The instant so far from now.
    static func deadline(after delay: Duration) -> UInt64 { now &+ of(delay) }
}

extension Duration {
    /// An instant or length of the loop's clock as a duration.
    init(nanoseconds: UInt64) {
        self = .nanoseconds(Int64(clamping: nanoseconds))
    }
}
