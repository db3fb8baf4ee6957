import Postgres
import Testing

@Suite(.enabled(if: TestServer.isThere, TestServer.skipReason))
struct `A transaction on a real server` {
    private struct Refusal: Error {}

    @Test func `keeps what its body did`() async throws {
        try await withPool { pool, _ in
            try await withTable("id bigint PRIMARY KEY", on: pool) { table in
                let sum = try await pool.transaction(deadline: patience) { transaction in
                    try await transaction.simple(
                        "INSERT INTO \(table) VALUES (1); INSERT INTO \(table) VALUES (2);")
                    _ = try await transaction.pipeline([
                        PostgresStatement("INSERT INTO \(table) VALUES ($1)", [.int(3)]),
                        PostgresStatement("INSERT INTO \(table) VALUES ($1)", [.int(4)]),
                    ])
                    return try await transaction.query(
                        PostgresStatement("SELECT sum(id)::bigint AS n FROM \(table)"))[0]["n"].int
                }
                #expect(sum == 10)
                #expect(try await count(table, pool) == 4)
            }
        }
    }

    @Test func `leaves nothing when its body throws`() async throws {
        try await withPool { pool, _ in
            try await withTable("id bigint PRIMARY KEY", on: pool) { table in
                await #expect(throws: Refusal.self) {
                    try await pool.transaction(deadline: patience) { transaction in
                        try await transaction.simple("INSERT INTO \(table) VALUES (1)")
                        throw Refusal()
                    }
                }
                let left = try await count(table, pool)
                #expect(left == 0)
            }
        }
    }

    @Test func `can not hide that a statement failed`() async throws {
        try await withPool { pool, _ in
            try await withTable("id bigint PRIMARY KEY", on: pool) { table in
                let error = try await postgresError {
                    try await pool.transaction(deadline: patience) { transaction in
                        try await transaction.simple("INSERT INTO \(table) VALUES (1)")
                        _ = try? await transaction.query("SELECT 1 / 0")
                    }
                }
                #expect(error.code == .transactionAborted)
                let left = try await count(table, pool)
                #expect(left == 0)
            }
        }
    }

    @Test func `fails when a script ends it`() async throws {
        try await withPool { pool, _ in
            let error = try await postgresError {
                try await pool.transaction(deadline: patience) { transaction in
                    try await transaction.simple("SELECT 1; COMMIT")
                }
            }
            #expect(error.code == .transactionAborted)
        }
    }

    @Test func `is over when its body returns`() async throws {
        try await withPool { pool, _ in
            let kept = try await pool.transaction(deadline: patience) { $0 }
            let error = try await postgresError { _ = try await kept.query("SELECT 1") }
            #expect(error.code == .closed)
        }
    }

    @Test func `is not lent to anybody else meanwhile`() async throws {
        try await withPool(nil, { $0.maximumConnections = 1 }) { pool, _ in
            try await pool.transaction(deadline: patience) { _ in
                let error = try await postgresError {
                    _ = try await pool.query("SELECT 1", deadline: .milliseconds(50))
                }
                #expect(error.code == .poolExhausted)
            }
            _ = try await pool.query("SELECT 1", deadline: patience)
        }
    }

    @Test func `loses its connection when a statement takes too long`() async throws {
        try await withPool(nil, { $0.maximumConnections = 1 }) { pool, _ in
            _ = try await pool.query("SELECT 1", deadline: patience)
            let error = try await postgresError {
                try await pool.transaction(deadline: .seconds(1)) { transaction in
                    _ = try await transaction.query("SELECT pg_sleep(30)")
                }
            }
            #expect(error.code == .timedOut)
            _ = try await pool.query("SELECT 1", deadline: patience)
        }
    }

    private func count(_ table: String, _ pool: PostgresPool) async throws -> Int64 {
        let rows = try await pool.query(
            PostgresStatement("SELECT count(*) AS n FROM \(table)"), deadline: patience)
        return try rows[0]["n"].int
    }
}
