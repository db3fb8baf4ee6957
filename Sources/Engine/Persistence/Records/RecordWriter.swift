import CallControl
import Locks
package import Postgres
package import Reactor
import Supervision
import Synchronization
package import Telemetry
package import Telephony

/// Writes call records in batches, and keeps what the database does not take yet.
///
/// Accepting a fact never waits. While the database is away records wait, folded by call, until the
/// bound is reached; from then on facts are refused, and the sender of a CDR is told to come again.
/// A batch that is refused for one of its rows is halved until that row is alone; it then goes to
/// `dead_letters`. When the service is stopped it writes what it has, within its deadline.
package final class RecordWriter: Service, CallJournal {
    private let pool: PostgresPool
    private let loop: EventLoop
    private let settings: Settings
    private let deadLetters: DeadLetters
    private let queue: Guarded<RecordQueue>
    private let log: Log
    private let written: Counter
    private let refused: Counter
    private let retried: Counter
    private let flushTime: Histogram
    /// Whether the last batch was not taken: an outage is told once, and so is its end.
    private let isAway = Atomic<Bool>(false)

    /// How the writer batches.
    package struct Settings: Sendable {
        package var flushInterval: Duration = .milliseconds(50)
        package var batchSize = 500
        package var maximumBytes = 64 << 20
        package var deadline: Duration = .seconds(5)
        /// How long the last flush may take when the service is stopped.
        package var lastFlush: Duration = .seconds(8)

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
        queue = Guarded(RecordQueue(maximumBytes: settings.maximumBytes))
        written = metrics.counter(
            "strowger_records_written_total", help: "Call record rows written or merged.")
        refused = metrics.counter(
            "strowger_records_refused_total", help: "Facts refused, the queue being full.")
        retried = metrics.counter(
            "strowger_record_flushes_retried_total",
            help: "Batches of records the database did not take; they are kept and tried again.")
        flushTime = metrics.histogram(
            "strowger_record_flush_seconds", help: "Time to write one batch of records.",
            buckets: HistogramBuckets.request)
        metrics.gaugeReading(
            "strowger_record_queue_records", help: "Call records waiting to be written."
        ) { [weak self] in Double(self?.waiting.records ?? 0) }
        metrics.gaugeReading(
            "strowger_record_queue_bytes", help: "Bytes of records waiting to be written."
        ) { [weak self] in Double(self?.waiting.bytes ?? 0) }
    }

    package func accept(_ fact: RecordFact) -> Acceptance {
        guard queue.withLock({ $0.accept(fact) }) else {
            refused.increment()
            return .full
        }
        return .accepted
    }

    package var hasRoom: Bool { queue.withLock { $0.hasRoom } }

    /// What waits now.
    package var waiting: (records: Int, bytes: Int) {
        queue.withLock { ($0.records.count, $0.bytes) }
    }

    package func run() async throws {
        while !Task.isCancelled {
            await loop.sleep(for: settings.flushInterval)
            if await !flush() { await loop.sleep(for: .milliseconds(500)) }
        }
        let end = MonotonicClock.now() + settings.lastFlush
        while waiting.records > 0, MonotonicClock.now() < end {
            if await !flush(until: end) { await loop.sleep(for: .milliseconds(200)) }
        }
        if waiting.records > 0 {
            log.error("records could not be written before the end", [.count: "\(waiting.records)"])
        }
    }

    /// Writes all that waits; `false` when the database did not take some of it.
    private func flush(until end: Duration? = nil) async -> Bool {
        while true {
            if let end, MonotonicClock.now() >= end { return false }
            let batch = queue.withLock { $0.take(settings.batchSize) }
            guard !batch.isEmpty else { return true }
            guard await write(batch) else { return false }
        }
    }

    private func write(_ batch: [CallRecord]) async -> Bool {
        let began = MonotonicClock.now()
        do throws(PostgresError) {
            _ = try await pool.query(
                RecordStatement.statement(batch), deadline: settings.deadline)
            written.increment(by: batch.count)
            flushTime.observe(MonotonicClock.now() - began)
            if isAway.exchange(false, ordering: .relaxed) {
                log.notice("records are written again")
            }
            return true
        } catch  where error.isRowFault {
            return await writeApart(batch, after: error)
        } catch {
            queue.withLock { $0.giveBack(batch) }
            retried.increment()
            if !isAway.exchange(true, ordering: .relaxed) {
                log.warning("records wait for the database", [.error: "\(error)"])
            }
            return false
        }
    }

    private func writeApart(_ batch: [CallRecord], after error: PostgresError) async -> Bool {
        guard batch.count > 1 else {
            for record in batch {
                let isSettled = await deadLetters.keep(
                    tenant: record.tenant, kind: "call_record",
                    payload: RecordLetter.text(of: record),
                    error: error)
                guard isSettled else {
                    queue.withLock { $0.giveBack([record]) }
                    return false
                }
            }
            return true
        }
        let half = batch.count / 2
        let first = await write(Array(batch[..<half]))
        let second = await write(Array(batch[half...]))
        return first && second
    }
}
