import Telemetry

/// A connection lent for one transaction; `PostgresPool.transaction` begins and ends it.
///
/// It works until the transaction is over, and refuses everything after that. Requests without a
/// deadline of their own may take what is left of the transaction's.
package struct PostgresTransaction: Sendable {
    private let connection: PostgresConnection
    private let borrowing: PostgresConnection.Borrowing
    private let end: Duration

    init(_ connection: PostgresConnection, borrowing: PostgresConnection.Borrowing, end: Duration) {
        self.connection = connection
        self.borrowing = borrowing
        self.end = end
    }

    /// Runs one statement.
    package func query(
        _ statement: PostgresStatement, deadline: Duration? = nil
    ) async throws(PostgresError) -> PostgresRows {
        let encoded = try EncodedStatement(statement)
        return try await request(.pipeline([encoded]), deadline).first ?? PostgresRows.none
    }

    /// Runs statements in one round trip.
    package func pipeline(
        _ statements: [PostgresStatement], deadline: Duration? = nil
    ) async throws(PostgresError) -> [PostgresRows] {
        guard !statements.isEmpty else { return [] }
        return try await request(.pipeline(try EncodedStatement.all(statements)), deadline)
    }

    /// Runs a script of statements without parameters, such as a migration's.
    ///
    /// A script that ends the transaction itself makes the whole of it fail.
    package func simple(
        _ script: String, deadline: Duration? = nil
    ) async throws(PostgresError) {
        guard !script.utf8.contains(0) else {
            throw PostgresError(.unencodable, message: "NUL in the script")
        }
        _ = try await request(.script(script), deadline)
    }

    private func request(
        _ request: PostgresConnection.Request, _ limit: Duration?
    ) async throws(PostgresError) -> [PostgresRows] {
        let left = end - MonotonicClock.now()
        return try await connection.perform(
            request, within: min(limit ?? left, left), as: borrowing
        ).get()
    }
}
