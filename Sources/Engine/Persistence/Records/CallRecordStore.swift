package import Postgres
package import Telephony

/// Asks the database about calls.
package struct CallRecordStore: CallLookup {
    private let pool: PostgresPool
    private let deadline: Duration

    package init(pool: PostgresPool, deadline: Duration) {
        self.pool = pool
        self.deadline = deadline
    }

    package func hasRecord(of session: SessionToken, tenant: TenantID) async -> Bool? {
        let rows = try? await pool.query(
            PostgresStatement(
                // A row that was itself let in unchecked proves nothing.
                """
                SELECT 1 FROM call_records
                WHERE tenant_id = $1 AND record_key = $2 AND NOT provisional
                """,
                [.int(tenant.rawValue), .text(PlainText.clean(session.rawValue))]),
            deadline: deadline)
        return rows.map { !$0.isEmpty }
    }
}
