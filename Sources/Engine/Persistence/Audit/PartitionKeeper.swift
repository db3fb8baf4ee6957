package import Postgres
package import Reactor
import Supervision
package import Telemetry

/// Makes the audit's monthly partitions ahead of time, and watches that none is missing.
package struct PartitionKeeper: Service {
    private let pool: PostgresPool
    private let loop: EventLoop
    private let log: Log
    private let strays: Gauge
    private static let monthsAhead: Int64 = 3
    private static let deadline: Duration = .seconds(10)

    package init(pool: PostgresPool, loop: EventLoop, log: Log, metrics: Metrics) {
        self.pool = pool
        self.loop = loop
        self.log = log
        strays = metrics.gauge(
            "strowger_audit_default_partition_rows",
            help: "Audit rows whose month had no partition; zero when all is well.")
    }

    package func run() async throws {
        var next = MonotonicClock.now()
        while !Task.isCancelled {
            if MonotonicClock.now() >= next {
                next = MonotonicClock.now() + (await keep() ? .seconds(3_600) : .seconds(30))
            }
            await loop.sleep(for: .milliseconds(200))
        }
    }

    /// Whether the partitions are known to be there.
    private func keep() async -> Bool {
        do throws(PostgresError) {
            _ = try await pool.query(
                PostgresStatement(
                    "SELECT strowger_ensure_audit_partitions($1)", [.int(Self.monthsAhead)]),
                deadline: Self.deadline)
            let rows = try await pool.query(
                "SELECT strowger_audit_default_rows()", deadline: Self.deadline)
            if let count = try rows.first?[0].int { strays.set(Int(count)) }
            return true
        } catch {
            log.warning("audit partitions could not be looked after", [.error: "\(error)"])
            return false
        }
    }
}
