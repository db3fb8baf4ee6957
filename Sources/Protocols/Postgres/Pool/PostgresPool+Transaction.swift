import Telemetry

extension PostgresPool {
    /// Runs the body between `BEGIN` and `COMMIT`; whatever it throws rolls everything back.
    ///
    /// The body runs where the caller runs. It must not keep the connection: that stops working
    /// when the body returns. The deadline covers the wait for a connection and the body's requests.
    package nonisolated func transaction<Value>(
        deadline: Duration, _ body: (PostgresTransaction) async throws -> Value
    ) async throws -> Value {
        let began = MonotonicClock.now()
        let end = began + deadline
        do {
            let lease = try await borrow(within: deadline)
            do {
                let value = try await run(body, on: lease.connection, until: end)
                await giveBack(lease)
                poolMetrics.finished(after: MonotonicClock.now() - began, nil)
                return value
            } catch {
                await giveBack(lease)
                throw error
            }
        } catch {
            poolMetrics.finished(after: MonotonicClock.now() - began, error as? PostgresError)
            throw error
        }
    }

    private nonisolated func run<Value>(
        _ body: (PostgresTransaction) async throws -> Value, on connection: PostgresConnection,
        until end: Duration
    ) async throws -> Value {
        func perform(_ script: String) async throws(PostgresError) -> [PostgresRows] {
            let left = end - MonotonicClock.now()
            return try await connection.perform(.script(script), within: left).get()
        }
        _ = try await perform("BEGIN")
        let borrowing = await connection.lend()
        let transaction = PostgresTransaction(connection, borrowing: borrowing, end: end)
        do {
            let value = try await body(transaction)
            await connection.endLending()
            guard await connection.isInsideTransaction else {
                throw PostgresError(
                    .transactionAborted, message: "a statement failed or ended the transaction")
            }
            // COMMIT of a failed transaction succeeds as a ROLLBACK and says so only in its tag.
            guard try await perform("COMMIT").last?.tag == "COMMIT" else {
                throw PostgresError(.transactionAborted)
            }
            return value
        } catch {
            await connection.endLending()
            // If this fails too the connection is not clean, and is closed when given back.
            if await !connection.isReusable {
                _ = await connection.perform(.script("ROLLBACK"), within: Self.rollbackTime)
            }
            throw error
        }
    }

    /// A rollback has a time of its own: the transaction's may be spent.
    private static var rollbackTime: Duration { .seconds(1) }
}
