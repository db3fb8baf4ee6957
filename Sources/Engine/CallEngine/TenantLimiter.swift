import CallControl
package import Reactor
import Telemetry

/// A tenant's limit on one loop: a safety valve on new calls, never on facts about calls.
///
/// There is one for each loop, so that admitting a call never leaves its thread. Each has the whole
/// rate, since a switch may keep all its requests on one connection, and so on one loop.
package actor TenantLimiter {
    private nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private var bucket: TokenBucket

    package init(loop: EventLoop, perSecond: Double, burst: Double) {
        self.loop = loop
        bucket = TokenBucket(perSecond: perSecond, burst: burst, now: MonotonicClock.now())
    }

    /// Takes one request's worth; only to be called on the limiter's own loop.
    package nonisolated func admitsNow() -> Bool {
        assumeIsolated { $0.bucket.take(now: $0.loop.now) }
    }
}
