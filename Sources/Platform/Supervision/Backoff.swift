/// How long to wait before trying again: longer each time, up to a limit, never all at once.
package struct Backoff: Hashable, Sendable {
    /// The first delay.
    package let initial: Duration
    /// The longest delay.
    package let maximum: Duration
    /// How much longer each delay is than the one before.
    package let multiplier: Double
    /// The share of each delay, from 0 to 1, that chance may take away.
    package let jitter: Double

    private var attempt = 0

    /// Makes a backoff; values without sense are moved to the nearest that have it.
    package init(
        initial: Duration = .milliseconds(100), maximum: Duration = .seconds(5),
        multiplier: Double = 2, jitter: Double = 0.2
    ) {
        self.initial = max(initial, .zero)
        self.maximum = max(maximum, self.initial)
        self.multiplier = multiplier >= 1 ? multiplier : 1
        self.jitter = jitter >= 0 ? min(jitter, 1) : 0
    }

    /// The delay before try number `attempt`, counted from zero.
    ///
    /// `chance` is a random number from 0 to 1: many who lost the same server do not come back in
    /// the same moment.
    package func delay(attempt: Int, chance: Double) -> Duration {
        var grown = initial
        for _ in 0..<max(attempt, 0) {
            guard (grown < maximum), grown > Duration.zero, multiplier > 1 else { break }
            // Compared before multiplying, so that a wild multiplier can not overflow.
            grown = grown > maximum / multiplier ? maximum : grown * multiplier
        }
        let taken = jitter * (chance >= 0 ? min(chance, 1) : 0)
        return min(grown, maximum) * (1 - taken)
    }

    /// The next delay of a row of failures.
    package mutating func next(chance: Double) -> Duration {
        defer { attempt &+= 1 }
        return delay(attempt: attempt, chance: chance)
    }

    /// Begins again with the shortest delay, after a success.
    package mutating func reset() {
        attempt = 0
    }
}
