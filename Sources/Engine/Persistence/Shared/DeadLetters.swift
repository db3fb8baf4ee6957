import Foundation
import Postgres
import Telemetry
import Telephony

/// Rows the database refuses for what they say, kept where a person can look at them.
struct DeadLetters: Sendable {
    private let pool: PostgresPool
    private let log: Log
    private let kept: Counter
    private let lost: Counter

    init(pool: PostgresPool, log: Log, metrics: Metrics) {
        self.pool = pool
        self.log = log
        kept = metrics.counter(
            "strowger_dead_letters_total", help: "Rows refused by the database and set aside.")
        lost = metrics.counter(
            "strowger_dead_letters_lost_total", help: "Refused rows that could not be set aside.")
    }

    /// Sets a row aside; `false` when it may work later.
    ///
    /// `payload` is JSON.
    func keep(
        tenant: TenantID?, kind: String, payload: String, error: PostgresError
    ) async -> Bool {
        do throws(PostgresError) {
            _ = try await pool.query(
                PostgresStatement(
                    """
                    INSERT INTO dead_letters (tenant_id, kind, payload, error, sqlstate)
                    VALUES ($1, $2, $3, $4, $5)
                    """,
                    [
                        .int(orNull: tenant?.rawValue), .text(kind), .json(payload),
                        .text(PlainText.clean(String(reflecting: error))),
                        .text(orNull: error.sqlState?.rawValue),
                    ]), deadline: .seconds(5))
            kept.increment()
            log.error("a row was refused and set aside in dead_letters", [.error: "\(error)"])
            return true
        } catch  where error.isTransient {
            return false
        } catch {
            lost.increment()
            log.error("a refused row could not be set aside", [.error: "\(error)"])
            return true
        }
    }
}
