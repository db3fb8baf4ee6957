import Glibc

/// A clock that only goes forward, for everything that is measured or waited for.
package enum MonotonicClock {
    /// The time since some fixed moment before the process began.
    package static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Duration(
            secondsComponent: Int64(time.tv_sec),
            attosecondsComponent: Int64(time.tv_nsec) &* 1_000_000_000)
    }
}

extension Duration {
    /// The duration in seconds, as metrics and logs write it.
    package var inSeconds: Double {
        let parts = components
        return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    }

    /// The duration in whole nanoseconds, held at the ends of the range instead of overflowing.
    package var inNanoseconds: Int64 {
        let parts = components
        let (seconds, tooLong) = parts.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, tooMuch) = seconds.addingReportingOverflow(parts.attoseconds / 1_000_000_000)
        guard !tooLong, !tooMuch else { return parts.seconds < 0 ? .min : .max }
        return sum
    }

    /// The duration in whole milliseconds, rounded down towards zero.
    package var inMilliseconds: Int64 { inNanoseconds / 1_000_000 }
}
