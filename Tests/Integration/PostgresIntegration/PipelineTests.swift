import Postgres
import Testing

@Suite(.enabled(if: TestServer.isThere, TestServer.skipReason))
struct `A pipeline on a real server` {
    @Test func `gives the rows of each statement`() async throws {
        try await withPool { pool, _ in
            let results = try await pool.pipeline(
                (0..<10).map { PostgresStatement("SELECT $1::bigint AS n", [.int($0)]) },
                deadline: patience)
            #expect(try results.map { rows throws in try rows[0]["n"].int } == Array(0..<10))
        }
    }

    @Test(arguments: 0..<4)
    func `is done wholly or not at all, and says which statement failed`(
        failing: Int
    ) async throws {
        try await withPool { pool, _ in
            try await withTable("id bigint PRIMARY KEY", on: pool) { table in
                var statements = (0..<4).map {
                    PostgresStatement("INSERT INTO \(table) VALUES ($1)", [.int($0)])
                }
                statements[failing] = "SELECT 1 / 0"
                let wrong = statements
                let error = try await postgresError {
                    _ = try await pool.pipeline(wrong, deadline: patience)
                }
                #expect(error.statementIndex == failing)
                #expect(error.sqlState?.rawValue == "22012")
                let count = try await pool.query(
                    PostgresStatement("SELECT count(*) AS n FROM \(table)"), deadline: patience)
                #expect(try count[0]["n"].int == 0)
            }
        }
    }

    @Test func `fails as a whole when the commit does`() async throws {
        try await withPool { pool, _ in
            try await withTable(
                "id bigint PRIMARY KEY, follows bigint", on: pool
            ) { table in
                _ = try await pool.query(
                    PostgresStatement(
                        """
                        ALTER TABLE \(table) ADD FOREIGN KEY (follows) REFERENCES \(table)
                            DEFERRABLE INITIALLY DEFERRED
                        """), deadline: patience)
                let error = try await postgresError {
                    _ = try await pool.pipeline(
                        [PostgresStatement("INSERT INTO \(table) VALUES (1, 2)"), "SELECT 1"],
                        deadline: patience)
                }
                #expect(error.sqlState?.rawValue == "23503")
                #expect(error.statementIndex == nil)
                let good = try await pool.pipeline(
                    [PostgresStatement("INSERT INTO \(table) VALUES (1, 1)"), "SELECT 1"],
                    deadline: patience)
                #expect(good.count == 2)
            }
        }
    }

    @Test func `keeps a setting to itself`() async throws {
        try await withPool(nil, { $0.maximumConnections = 1 }) { pool, _ in
            let set = PostgresStatement(
                "SELECT set_config('strowger.tenant', $1, true)", [.text("42")])
            let read: PostgresStatement =
                "SELECT nullif(current_setting('strowger.tenant', true), '')::bigint AS tenant"
            let results = try await pool.pipeline([set, read], deadline: patience)
            #expect(try results[1][0]["tenant"].int == 42)
            #expect(try await pool.query(read, deadline: patience)[0]["tenant"].isNull)
        }
    }

    @Test func `of nothing is nothing`() async throws {
        try await withPool { pool, _ in
            let results = try await pool.pipeline([], deadline: patience)
            #expect(results.isEmpty)
        }
    }

    @Test func `inserts ten thousand rows in batches of arrays`() async throws {
        try await withPool { pool, _ in
            let columns = "id bigint PRIMARY KEY, name text, size bigint, ratio double precision"
            try await withTable(columns, on: pool) { table in
                let batch = 500
                let clock = ContinuousClock()
                let time = try await clock.measure {
                    for first in stride(from: 0, to: 10_000, by: batch) {
                        let ids = (first..<first + batch).map { Int64($0) }
                        let insert = PostgresStatement(
                            """
                            INSERT INTO \(table) (id, name, size, ratio)
                            SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[],
                                $4::double precision[])
                            """,
                            [
                                .intArray(ids), .textArray(ids.map { "caller \($0)" }),
                                .intArray(ids.map { $0 % 7 == 0 ? nil : $0 }),
                                .doubleArray(ids.map { Double($0) / 3 }),
                            ])
                        _ = try await pool.query(insert, deadline: patience)
                    }
                }
                let seconds = time / .seconds(1)
                print("inserted 10000 rows in batches of \(batch): \(Int(10_000 / seconds)) rows/s")
                let sum = try await pool.query(
                    PostgresStatement(
                        "SELECT count(*) AS n, count(size) AS sizes FROM \(table)"),
                    deadline: patience)
                #expect(try sum[0]["n"].int == 10_000)
                #expect(try sum[0]["sizes"].int == 8_571)
            }
        }
    }
}
