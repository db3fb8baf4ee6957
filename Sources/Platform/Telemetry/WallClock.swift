import Glibc

/// The time of day, for records and logs; never for measuring how long something took.
package enum WallClock {
    /// Milliseconds since 1970, UTC.
    package static func nowMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000 &+ Int64(time.tv_nsec) / 1_000_000
    }
}
