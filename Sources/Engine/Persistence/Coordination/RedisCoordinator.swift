import Cryptography
import Locks
package import Redis
import Supervision
package import Telemetry
package import Telephony

/// The agreement of several nodes, in Redis: one round trip for a decision.
///
/// The claim and the group's counter are one script. Answers go out behind the caller's back, since
/// the caller need not wait for them. Beneath it works the node's own coordinator: it knows this
/// node's answers without asking, and serves alone while Redis is away or too slow.
///
/// Keys keep the tenant in literal braces, so that a Redis Cluster holds a tenant in one slot.
package final class RedisCoordinator: Service, Coordinator {
    let redis: RedisClient
    private let local: any LocalCoordination
    let settings: Settings
    private let log: Log
    private let lanes = (0..<8).map { _ in Inbox<Order>(capacity: 4_096) }
    /// Until when a Redis that has just kept somebody waiting is not asked for a turn as well.
    private let silentUntil = Guarded(Duration.zero)
    private let alone: Counter
    private let shed: Counter

    /// How long things are kept in Redis.
    package struct Settings: Sendable {
        /// How long a decision waits for Redis.
        package var deadline: Duration = .milliseconds(250)
        /// How long a claim holds that nobody answers; decisions take two seconds at most.
        package var claimLease: Duration = .seconds(10)
        package var answerLife: Duration = .seconds(24 * 3_600)

        package init() {}
    }

    /// What is sent without anybody waiting for it.
    private enum Order: Sendable {
        case keep(StageClaim, [UInt8])
        case forget(SessionKey)
    }

    package init(
        redis: RedisClient, local: any LocalCoordination, settings: Settings, log: Log,
        metrics: Metrics
    ) {
        self.redis = redis
        self.local = local
        self.settings = settings
        self.log = log
        alone = metrics.counter(
            "strowger_coordination_alone_total",
            help: "Decisions this node took alone, Redis being away or too slow.")
        shed = metrics.counter(
            "strowger_coordination_shed_total",
            help: "Answers not shared with other nodes, too many being under way.")
        metrics.gaugeReading(
            "strowger_coordination_shared", help: "1 while decisions are shared through Redis."
        ) { redis.isAvailable ? 1 : 0 }
    }

    // MARK: - Coordinator

    package func claimNow(_ claim: StageClaim) -> ClaimOutcome? {
        guard redis.isAvailable else {
            alone.increment()
            return local.claimNow(claim)
        }
        return local.answer(to: claim).map(ClaimOutcome.answered)
    }

    package func claim(_ claim: StageClaim) async -> ClaimOutcome {
        let here = await local.claim(claim)
        guard case .granted = here, redis.isAvailable else { return here }
        do throws(RedisError) {
            let outcome = try await shared(claim)
            switch outcome {
            case .granted: break
            case .answered(let bytes): local.complete(claim, with: bytes)
            case .underway: local.release(claim)
            }
            return outcome
        } catch {
            alone.increment()
            // The wait of one decision is over; the group counts for itself.
            silentUntil.withLock { $0 = MonotonicClock.now() + settings.deadline }
            log.debug("decided alone", [.error: "\(error)"])
            return here
        }
    }

    package func turn(of group: GroupTurnKey) async -> UInt64? {
        guard redis.isAvailable, silentUntil.withLock({ $0 < MonotonicClock.now() }) else {
            return nil
        }
        let key = Self.counterKey(group)
        let reply = try? await redis.command(["INCR", .text(key)], deadline: settings.deadline)
        return reply?.int.map { UInt64(clamping: $0 - 1) }
    }

    package func complete(_ claim: StageClaim, with answer: [UInt8]) {
        local.complete(claim, with: answer)
        give(.keep(claim, answer), of: claim.key)
    }

    package func forget(_ key: SessionKey) {
        local.forget(key)
        give(.forget(key), of: key)
    }

    // MARK: - Service

    /// Sends what nobody waits for until cancelled; the orders of one call stay in order.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            for lane in lanes {
                group.addTask(name: "coordination") {
                    for await order in lane.messages { await self.perform(order) }
                }
            }
        }
    }

    private func perform(_ order: Order) async {
        guard redis.isAvailable else { return }
        switch order {
        case .keep(let claim, let answer):
            _ = try? await redis.run(
                Self.keepScript, keys: [.text(Self.callKey(claim.key))],
                arguments: [
                    .text(Self.field(claim)), .bytes(answer),
                    .number(Int(settings.answerLife.components.seconds)),
                ])
        case .forget(let key):
            _ = try? await redis.command(["UNLINK", .text(Self.callKey(key))])
        }
    }

    private func give(_ order: Order, of key: SessionKey) {
        guard redis.isAvailable else { return }
        let lane = lanes[Int(UInt(bitPattern: key.hashValue) % UInt(lanes.count))]
        if lane.send(order) != .accepted { shed.increment() }
    }
}
