import Postgres
import Reactor
import Telemetry
import Testing

@Suite(.enabled(if: TestServer.isThere, TestServer.skipReason))
struct `A pool on a real server` {
    @Test func `serves sixty-four callers with eight connections`() async throws {
        try await withPool(nil, { $0.maximumConnections = 8 }) { pool, _ in
            let answers = try await withThrowingTaskGroup(of: (Int64, Int64).self) { group in
                for number in Int64(0)..<64 {
                    group.addTask {
                        let rows = try await pool.query(
                            PostgresStatement(
                                "SELECT $1::bigint AS n, pg_backend_pid() AS pid", [.int(number)]),
                            deadline: patience)
                        return (try rows[0]["n"].int, try rows[0]["pid"].int)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.0)) == Set(0..<64))
            #expect(Set(answers.map(\.1)).count <= 8)
        }
    }

    @Test func `tells callers in time that no connection is free`() async throws {
        try await withPool(nil, { $0.maximumConnections = 1 }) { pool, _ in
            try await pool.transaction(deadline: patience) { _ in
                try await withThrowingTaskGroup(of: PostgresError.self) { group in
                    for number in 1...10 {
                        group.addTask {
                            try await postgresError {
                                let limit = Duration.milliseconds(10 * number)
                                _ = try await pool.query("SELECT 1", deadline: limit)
                            }
                        }
                    }
                    for try await error in group {
                        #expect(error.code == .poolExhausted)
                        #expect(!error.mayHaveTakenEffect)
                    }
                }
            }
            _ = try await pool.query("SELECT 1", deadline: patience)
        }
    }

    @Test func `refuses at once when too many wait`() async throws {
        let metrics = Metrics()
        let tight: (inout PostgresPoolConfiguration) -> Void = {
            $0.maximumConnections = 1
            $0.maximumWaiting = 1
        }
        try await withPool(nil, metrics: metrics, tight) { pool, _ in
            try await pool.transaction(deadline: patience) { _ in
                let codes = await withTaskGroup(of: PostgresError.Code.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            do throws(PostgresError) {
                                _ = try await pool.query("SELECT 1", deadline: .milliseconds(200))
                                return .protocolViolation
                            } catch {
                                return error.code
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(codes == Array(repeating: .poolExhausted, count: 4))
            }
            let text = metrics.render()
            #expect(
                text.contains(
                    #"strowger_postgres_errors_total{class="poolExhausted",pool="main"} 4"#))
        }
    }

    @Test func `drops a connection whose statement takes too long`() async throws {
        try await withPool(nil, { $0.maximumConnections = 1 }) { pool, _ in
            let before = try await backend(pool)
            let clock = ContinuousClock()
            let time = try await clock.measure {
                let error = try await postgresError {
                    _ = try await pool.query("SELECT pg_sleep(60)", deadline: .seconds(1))
                }
                #expect(error.code == .timedOut)
                #expect(error.isTransient)
            }
            #expect(time < .seconds(20))
            #expect(try await backend(pool) != before)
        }
    }

    @Test func `leaves no abandoned statement running on the server`() async throws {
        try await withPool { pool, loop in
            let sql = "SELECT pg_sleep(60), '\(TestServer.freshName("abandoned"))'"
            _ = try await pool.query("SELECT 1", deadline: patience)
            let error = try await postgresError {
                _ = try await pool.query(PostgresStatement(sql), deadline: .seconds(1))
            }
            #expect(error.mayHaveTakenEffect)
            let asked = PostgresStatement(
                "SELECT count(*) AS n FROM pg_stat_activity WHERE query = $1", [.text(sql)])
            try await until { try await pool.query(asked, deadline: patience)[0]["n"].int == 0 }
        }
    }

    @Test func `replaces a connection the server ends under a statement`() async throws {
        let name = TestServer.freshName("strowger")
        try await withPool { pool, _ in
            try await withPool(
                nil,
                {
                    $0.server.applicationName = name
                    $0.maximumConnections = 1
                }
            ) { victim, _ in
                for _ in 0..<5 {
                    try await eventually(victim)
                    async let broken: PostgresError = postgresError {
                        _ = try await victim.query("SELECT pg_sleep(60)", deadline: patience)
                    }
                    try await underWay("SELECT pg_sleep(60)", pool, name)
                    try await end(name, from: pool)
                    let error = try await broken
                    #expect(error.code == .connectionLost || error.sqlState?.rawValue == "57P01")
                    #expect(error.isTransient)
                }
            }
        }
    }

    @Test func `replaces connections the server ends while nobody asks`() async throws {
        let name = TestServer.freshName("strowger")
        try await withPool { pool, _ in
            try await withPool(
                nil,
                {
                    $0.server.applicationName = name
                    $0.minimumConnections = 3
                }
            ) { _, _ in
                for _ in 0..<5 {
                    try await until { try await backends(of: name, pool).count == 3 }
                    let before = try await backends(of: name, pool)
                    try await end(name, from: pool)
                    try await until {
                        let now = try await backends(of: name, pool)
                        return now.count == 3 && now.isDisjoint(with: before)
                    }
                }
            }
        }
    }

    @Test func `finishes what is under way when it is stopped`() async throws {
        let configuration = PostgresPoolConfiguration(server: try TestServer.configuration())
        try await withPool { watcher, loop in
            let pool = PostgresPool(
                configuration: configuration, on: loop, log: .discarding, metrics: Metrics())
            // Twice, as a supervisor may run it again.
            for _ in 0..<2 {
                let runner = Task { try await pool.run() }  // cancelled before the query ends
                try await until { pool.isAvailable }
                let lock = "pg_advisory_xact_lock(\(UInt32.random(in: 0..<UInt32.max)))"
                let blocked = "SELECT 7 AS n FROM \(lock)"
                let answer = try await watcher.transaction(deadline: patience) { holder in
                    _ = try await holder.query(PostgresStatement("SELECT \(lock)"))
                    let answer = Task {  // ends after the transaction, whose lock it waits for
                        try await pool.query(PostgresStatement(blocked), deadline: patience)
                    }
                    try await underWay(blocked, watcher)
                    runner.cancel()
                    return answer
                }
                try await runner.value
                let rows = try await answer.value
                #expect(try rows[0]["n"].int == 7)
                let refused = try await postgresError {
                    _ = try await pool.query("SELECT 1", deadline: patience)
                }
                #expect(refused.code == .closed)
            }
        }
    }

    @Test func `works for a task that is being cancelled`() async throws {
        try await withPool { pool, _ in
            let answer = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await pool.query("SELECT 5 AS n", deadline: patience)[0]["n"].int
            }
            let number = try await answer.value
            #expect(number == 5)
        }
    }

    @Test func `is refused with a wrong database and logs the server's reason`() async throws {
        var server = try TestServer.configuration()
        server.database = "no_such_database"
        server.password = "hush"
        let sink = MemoryLogSink()
        let configuration = PostgresPoolConfiguration(server: server)
        try await withLoop { loop in
            let pool = PostgresPool(
                configuration: configuration, on: loop, log: Log(label: "test", sink: sink),
                metrics: Metrics())
            try await running(pool) {
                let error = try await postgresError {
                    _ = try await pool.query("SELECT 1", deadline: patience)
                }
                #expect(error.code == .unavailable)
                #expect(!pool.isAvailable)
                try await until { !sink.lines.isEmpty }
            }
        }
        #expect(sink.lines.joined().contains("does not exist"))
        #expect(!sink.lines.joined().contains("hush"))
    }

    @Test func `closes connections nobody needs`() async throws {
        let name = TestServer.freshName("strowger")
        try await withPool { watcher, _ in
            try await withPool(
                nil,
                {
                    $0.server.applicationName = name
                    $0.minimumConnections = 1
                    $0.idleTimeout = .milliseconds(200)
                }
            ) { pool, _ in
                // One inside the other: each has a connection of its own.
                try await pool.transaction(deadline: patience) { _ in
                    try await pool.transaction(deadline: patience) { _ in
                        let open = try await backends(of: name, watcher)
                        #expect(open.count == 2)
                    }
                }
                try await until { try await backends(of: name, watcher).count == 1 }
            }
        }
    }

    // MARK: - Private

    private func backend(_ pool: PostgresPool) async throws -> Int64 {
        try await pool.query("SELECT pg_backend_pid() AS pid", deadline: patience)[0]["pid"].int
    }

    /// The server's processes behind an application's connections.
    private func backends(of application: String, _ pool: PostgresPool) async throws -> Set<Int64> {
        let rows = try await pool.query(
            PostgresStatement(
                "SELECT pid FROM pg_stat_activity WHERE application_name = $1",
                [.text(application)]), deadline: patience)
        return Set(try rows.map { row throws in try row["pid"].int })
    }

    /// Ends every connection of an application.
    private func end(_ application: String, from pool: PostgresPool) async throws {
        _ = try await pool.query(
            PostgresStatement(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = $1
                """, [.text(application)]), deadline: patience)
    }

    private func underWay(
        _ sql: String, _ pool: PostgresPool, _ application: String = "strowger"
    ) async throws {
        let asked = PostgresStatement(
            """
            SELECT count(*) AS n FROM pg_stat_activity
            WHERE application_name = $1 AND state = 'active' AND query = $2
            """, [.text(application), .text(sql)])
        try await until { try await pool.query(asked, deadline: patience)[0]["n"].int > 0 }
    }
}
