import Collections
import Locks
import Reactor
import Synchronization
package import Telephony

/// The sessions of this node by call, sharded so that loops rarely meet at a lock.
///
/// Live sessions are limited. Ended ones stay a while to absorb late facts, and leave when their
/// time is over, or earlier, oldest first, when there are too many.
package final class SessionRegistry: Sendable {
    private let shards: [Shard]
    private let ended: Guarded<Deque<Departure>>
    private let live = Atomic<Int>(0)
    private let maximumLive: Int
    private let maximumEnded: Int

    private struct Departure: Sendable {
        let key: SessionKey
        let leavesAt: Duration
    }

    private final class Shard: Sendable {
        let sessions = Guarded<[SessionKey: CallSession]>([:])
    }

    package init(maximumLive: Int, maximumEnded: Int, shards count: Int = 64) {
        self.maximumLive = maximumLive
        self.maximumEnded = maximumEnded
        shards = (0..<max(1, count)).map { _ in Shard() }
        ended = Guarded(Deque())
    }

    /// Sessions that have not ended.
    package var liveCount: Int { live.load(ordering: .relaxed) }

    /// Ended sessions still kept.
    package var endedCount: Int { ended.withLock { $0.count } }

    package func session(_ key: SessionKey) -> CallSession? {
        shard(of: key).sessions.withLock { $0[key] }
    }

    /// The session of a call, made on first sight; `nil` when there is no room, or none is made.
    func session(_ key: SessionKey, orMake make: () -> CallSession?) -> CallSession? {
        shard(of: key).sessions.withLock { sessions in
            place(in: &sessions[key], orMake: make)
        }
    }

    /// Given the place in the table, which is so searched for once.
    private func place(
        in slot: inout CallSession?, orMake make: () -> CallSession?
    ) -> CallSession? {
        if let known = slot { return known }
        guard live.load(ordering: .relaxed) < maximumLive else { return nil }
        guard let made = make() else { return nil }
        slot = made
        live.wrappingAdd(1, ordering: .relaxed)
        return made
    }

    /// The session has ended and will leave at the given time; returns calls that leave now.
    func hasEnded(_ key: SessionKey, leavesAt: Duration, now: Duration) -> [SessionKey] {
        live.wrappingSubtract(1, ordering: .relaxed)
        ended.withLock { $0.append(Departure(key: key, leavesAt: leavesAt)) }
        return sweep(now: now, atMost: 4)
    }

    /// Lets ended sessions go whose time is over; returns their keys.
    package func sweep(now: Duration, atMost count: Int) -> [SessionKey] {
        let leaving = ended.withLock { ended in
            var leaving: [SessionKey] = []
            while leaving.count < count, let first = ended.first,
                first.leavesAt <= now || ended.count > maximumEnded
            {
                _ = ended.popFirst()
                leaving.append(first.key)
            }
            return leaving
        }
        for key in leaving {
            shard(of: key).sessions.withLock { _ = $0.removeValue(forKey: key) }
        }
        return leaving
    }

    private func shard(of key: SessionKey) -> Shard {
        shards[key.shard(of: shards.count)]
    }
}
