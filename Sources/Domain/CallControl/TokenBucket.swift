/// A rate limit: so many at once, refilled at so many a second.
package struct TokenBucket: Hashable, Sendable {
    private let rate: Double
    private let burst: Double
    private var tokens: Double
    private var refilledAt: Duration

    /// A full bucket.
    ///
    /// A rate that is not above zero lets everything pass.
    package init(perSecond rate: Double, burst: Double, now: Duration) {
        self.rate = rate
        self.burst = max(1, burst)
        tokens = self.burst
        refilledAt = now
    }

    /// Takes one token; `false` when there is none.
    package mutating func take(now: Duration) -> Bool {
        guard rate > 0 else { return true }
        if now > refilledAt {
            let parts = (now - refilledAt).components
            let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
            tokens = min(burst, tokens + seconds * rate)
            refilledAt = now
        }
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
