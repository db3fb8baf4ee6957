import Foundation
import Locks
package import Postgres
package import Reactor
import Supervision
package import Telemetry
package import Telephony

/// Writes what webhooks said in batches.
///
/// It never delays a call: what does not fit is shed, counted.
package final class AuditWriter: Service, AuditTrail {
    private let pool: PostgresPool
    private let loop: EventLoop
    private let settings: Settings
    private let queue: Guarded<AuditQueue>
    private let log: Log
    private let deadLetters: DeadLetters
    private let written: Counter
    private let shed: Counter

    /// How the writer batches.
    package struct Settings: Sendable {
        package var flushInterval: Duration = .milliseconds(50)
        package var batchSize = 500
        package var maximumBytes = 32 << 20
        /// Longer payloads are cut here, and then kept as bytes.
        package var maximumPayload = 64 << 10
        package var deadline: Duration = .seconds(5)
        package var lastFlush: Duration = .seconds(4)

        package init() {}
    }

    package init(
        pool: PostgresPool, loop: EventLoop, settings: Settings, log: Log, metrics: Metrics
    ) {
        self.pool = pool
        self.loop = loop
        self.settings = settings
        self.log = log
        deadLetters = DeadLetters(pool: pool, log: log, metrics: metrics)
        queue = Guarded(
            AuditQueue(
                maximumBytes: settings.maximumBytes, maximumPayload: settings.maximumPayload))
        written = metrics.counter("strowger_audits_written_total", help: "Audit rows written.")
        shed = metrics.counter(
            "strowger_audits_shed_total", help: "Audits dropped for want of room or a sound row.")
        metrics.gaugeReading(
            "strowger_audit_queue_bytes", help: "Bytes of audits waiting to be written."
        ) { [weak self] in Double(self?.queue.withLock { $0.bytes } ?? 0) }
    }

    package func accept(_ entry: WebhookAudit) {
        if !queue.withLock({ $0.accept(entry) }) { shed.increment() }
    }

    package func run() async throws {
        while !Task.isCancelled {
            await loop.sleep(for: settings.flushInterval)
            if await !flush() { await loop.sleep(for: .milliseconds(500)) }
        }
        let end = MonotonicClock.now() + settings.lastFlush
        while !queue.withLock({ $0.isEmpty }), MonotonicClock.now() < end {
            if await !flush() { await loop.sleep(for: .milliseconds(200)) }
        }
    }

    private func flush() async -> Bool {
        while true {
            var batch = queue.withLock { $0.take(settings.batchSize) }
            guard !batch.isEmpty else { return true }
            for index in batch.indices where batch[index].id == nil {
                batch[index].id = UUID().uuidString
            }
            guard await write(batch) else { return false }
        }
    }

    private func write(_ batch: [AuditQueue.Entry]) async -> Bool {
        do throws(PostgresError) {
            _ = try await pool.query(
                AuditStatement.statement(batch), deadline: settings.deadline)
            written.increment(by: batch.count)
            return true
        } catch  where error.isRowFault {
            guard batch.count > 1 else { return await setAside(batch, after: error) }
            let half = batch.count / 2
            let first = await write(Array(batch[..<half]))
            let second = await write(Array(batch[half...]))
            return first && second
        } catch {
            giveBack(batch)
            return false
        }
    }

    private func setAside(_ batch: [AuditQueue.Entry], after error: PostgresError) async -> Bool {
        for entry in batch {
            let isSettled = await deadLetters.keep(
                tenant: entry.audit.tenant, kind: "webhook_audit",
                payload: JSONColumn.encode(AuditLetter(entry.audit)), error: error)
            guard isSettled else {
                giveBack([entry])
                return false
            }
        }
        return true
    }

    private func giveBack(_ batch: [AuditQueue.Entry]) {
        shed.increment(by: queue.withLock { $0.giveBack(batch) })
    }
}
