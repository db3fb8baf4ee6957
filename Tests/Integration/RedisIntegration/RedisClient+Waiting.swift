import Reactor
import Telemetry

@testable import Redis

/// Facts the tests wait for, seen on the client's own loop.
extension RedisClient {
    /// Returns when so many commands wait for a reply.
    func hasPending(_ count: Int) async {
        while pending.live < count { await loop.sleep(for: .milliseconds(1)) }
    }

    /// Whether the line of replies is empty again, within twenty seconds.
    func becomesFree() async -> Bool {
        let end = MonotonicClock.now() + .seconds(20)
        while pending.count > 0, MonotonicClock.now() < end {
            await loop.sleep(for: .milliseconds(1))
        }
        return pending.count == 0
    }
}

extension RedisClient {
    /// Whether the server refused the greeting so often, within twenty seconds.
    func failsToGreet(atLeast count: Int, seenBy sink: MemoryLogSink) async -> Bool {
        let end = MonotonicClock.now() + .seconds(20)
        while MonotonicClock.now() < end {
            let refusals = sink.lines.count { $0.contains("refused the greeting") }
            if refusals >= count { return true }
            await loop.sleep(for: .milliseconds(1))
        }
        return false
    }
}
