import Postgres
import Testing

@Suite(.enabled(if: TestServer.isThere, TestServer.skipReason))
struct `Statements on a real server` {
    @Test func `bring every type there and back`() async throws {
        try await withPool { pool, _ in
            let bytes = (0...255).map { UInt8($0) }
            let text = "Zürich \"6°\" \\ ' , {} NULL 😀 \n\t"
            let rows = try await pool.query(
                PostgresStatement(
                    """
                    SELECT $1::text AS text, $2::bigint AS int, $3::boolean AS bool,
                        $4::double precision AS double, $5::bytea AS bytes,
                        $6::jsonb ->> 'a' AS json, $7::text AS nothing, $8::bigint AS least
                    """,
                    [
                        .text(text), .int(.max), .bool(true), .double(0.1), .bytes(bytes),
                        .json(#"{"a": "ü\"\\"}"#), .null, .int(.min),
                    ]), deadline: patience)
            let row = rows[0]
            #expect(rows.count == 1)
            #expect(try row["text"].text == text)
            #expect(try row["int"].int == .max)
            #expect(try row["least"].int == .min)
            #expect(try row["bool"].bool)
            #expect(try row["double"].double == 0.1)
            #expect(try row["bytes"].bytes == bytes)
            #expect(try row["json"].text == #"ü"\"#)
            #expect(row["nothing"].isNull)
            #expect(try row["nothing"].ifPresent?.text == nil)
        }
    }

    @Test func `unnest arrays into rows`() async throws {
        try await withPool { pool, _ in
            let texts = ["a", nil, "", "NULL", #"b"c\d,{}"#]
            let numbers: [Int64?] = [1, .min, nil, .max, 0]
            let rows = try await pool.query(
                PostgresStatement(
                    """
                    SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::boolean[],
                        $5::double precision[], $6::jsonb[]) AS t (n, t, b, f, d, j)
                    """,
                    [
                        .intArray(numbers), .textArray(texts),
                        .bytesArray([[], nil, [0], [0xFF, 0x5C], [0x22]]),
                        .boolArray([true, false, nil, true, true]),
                        .doubleArray([.infinity, nil, -1.5, 1e-9, 0]),
                        .jsonArray(["1", nil, #""x\"y""#, "[]", "null"]),
                    ]), deadline: patience)
            #expect(try rows.map { row throws in try row["n"].ifPresent?.int } == numbers)
            #expect(try rows.map { row throws in try row["t"].ifPresent?.text } == texts)
            #expect(
                try rows.map { row throws in try row["b"].ifPresent?.bytes }
                    == [[], nil, [0], [0xFF, 0x5C], [0x22]])
            #expect(
                try rows.map { row throws in try row["d"].ifPresent?.double }
                    == [.infinity, nil, -1.5, 1e-9, 0])
            #expect(try rows[2]["j"].json == #""x\"y""#)
        }
    }

    @Test func `read arrays back`() async throws {
        try await withPool { pool, _ in
            let texts: [String?] = ["a b", nil, "", "null", #"q"\,{}"#, "ü"]
            let row = try await pool.query(
                PostgresStatement(
                    "SELECT $1::text[] AS t, $2::bigint[] AS n, '{}'::text[] AS e",
                    [.textArray(texts), .intArray([1, nil, -2])]), deadline: patience)[0]
            #expect(try row["t"].textArray == texts)
            #expect(try row["n"].intArray == [1, nil, -2])
            #expect(try row["e"].textArray == [])
        }
    }

    @Test func `count what they changed`() async throws {
        try await withPool { pool, _ in
            try await withTable("id bigint PRIMARY KEY", on: pool) { table in
                let inserted = try await pool.query(
                    PostgresStatement(
                        "INSERT INTO \(table) SELECT generate_series(1, 5)"), deadline: patience)
                #expect(inserted.affected == 5)
                #expect(inserted.tag == "INSERT 0 5")
                #expect(inserted.isEmpty)
                #expect(inserted.columns.isEmpty)
            }
        }
    }

    @Test(arguments: [
        ("SELECT 1 / 0", "22012", true),
        ("SELECT 'x'::bigint", "22P02", true),
        ("SELECT * FROM no_such_table", "42P01", false),
        ("SELEC", "42601", false),
    ])
    func `fail with the server's code`(
        sql: String, state: String, isRowFault: Bool
    ) async throws {
        try await withPool { pool, _ in
            let error = try await postgresError {
                _ = try await pool.query(PostgresStatement(sql), deadline: patience)
            }
            #expect(error.code == .server)
            #expect(error.sqlState?.rawValue == state)
            #expect(error.isRowFault == isRowFault)
            #expect(error.statementIndex == 0)
            // The connection is as good as before.
            let again = try await pool.query("SELECT 1 AS one", deadline: patience)
            #expect(try again[0]["one"].int == 1)
        }
    }

    @Test func `name the constraint that refused a row`() async throws {
        try await withPool { pool, _ in
            try await withTable("id bigint CONSTRAINT only_once PRIMARY KEY", on: pool) { table in
                let insert = PostgresStatement("INSERT INTO \(table) VALUES ($1)", [.int(7)])
                _ = try await pool.query(insert, deadline: patience)
                let error = try await postgresError {
                    _ = try await pool.query(insert, deadline: patience)
                }
                #expect(error.isUniqueViolation)
                #expect(error.constraint == "only_once")
                #expect(!"\(error)".contains("7"))
                #expect(String(reflecting: error).contains("(7)"))
            }
        }
    }

    @Test func `may be as large as a batch`() async throws {
        try await withPool { pool, _ in
            // Larger than any socket buffer in both directions: writing and reading interleave.
            let texts = (0..<64).map { String(repeating: "x\($0)", count: 100_000) }
            let results = try await pool.pipeline(
                texts.map { PostgresStatement("SELECT $1::text AS t", [.text($0)]) },
                deadline: patience)
            #expect(results.count == texts.count)
            #expect(try results.map { rows throws in try rows[0]["t"].text } == texts)
        }
    }

    @Test func `can not copy`() async throws {
        try await withPool { pool, _ in
            let error = try await postgresError {
                try await pool.transaction(deadline: patience) { transaction in
                    try await transaction.simple("COPY (SELECT 1) TO STDOUT")
                }
            }
            #expect(error.code == .protocolViolation)
            _ = try await pool.query("SELECT 1", deadline: patience)
        }
    }
}
