import Postgres
import Telemetry
import Testing

@Suite(.enabled(if: TestServer.isThere, TestServer.skipReason))
struct `A listener on a real server` {
    @Test func `hears what is said on its channels, in order`() async throws {
        let channels = [TestServer.freshName("a"), TestServer.freshName("Ä \"quoted\"")]
        try await withPool { pool, _ in
            try await withListener(try configuration(channels)) { events in
                await events.expect(.connected)
                for number in 0..<20 {
                    let channel = channels[number % 2]
                    try await notify(channel, "\(number)", pool)
                    let note = PostgresNotification(channel: channel, payload: "\(number)")
                    await events.expect(.notification(note))
                }
            }
        }
    }

    @Test func `tells when to catch up after its connection was ended`() async throws {
        let channel = TestServer.freshName("channel")
        let name = TestServer.freshName("strowger")
        var configuration = try configuration([channel])
        configuration.server.applicationName = name
        try await withPool { pool, _ in
            try await withListener(configuration) { events in
                await events.expect(.connected)
                for _ in 0..<3 {
                    _ = try await pool.query(
                        PostgresStatement(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE application_name = $1
                            """, [.text(name)]), deadline: patience)
                    await events.expect(.disconnected)
                    await events.expect(.connected)
                    try await notify(channel, "again", pool)
                    let note = PostgresNotification(channel: channel, payload: "again")
                    await events.expect(.notification(note))
                }
            }
        }
    }

    @Test func `keeps its pulse while it hears`() async throws {
        let channel = TestServer.freshName("channel")
        var configuration = try configuration([channel])
        configuration.heartbeatInterval = .milliseconds(5)
        try await withPool { pool, _ in
            try await withListener(configuration) { events in
                await events.expect(.connected)
                for number in 0..<200 {
                    try await notify(channel, "\(number)", pool)
                    let note = PostgresNotification(channel: channel, payload: "\(number)")
                    await events.expect(.notification(note))
                }
            }
        }
    }

    @Test func `says that a slow reader missed something`() async throws {
        let channel = TestServer.freshName("channel")
        let metrics = Metrics()
        var configuration = try configuration([channel])
        configuration.maximumPending = 4
        try await withPool { pool, loop in
            try await withListener(configuration, metrics: metrics) { events in
                await events.expect(.connected)
                for number in 0..<50 { try await notify(channel, "\(number)", pool) }
                try await until {
                    metrics.render().contains("strowger_postgres_notifications_total 50")
                }
                var heard: [PostgresListener.Event?] = []
                for _ in 0..<4 { heard.append(await events.next()) }
                #expect(heard.contains(.missed))
            }
        }
    }

    private func configuration(_ channels: [String]) throws -> PostgresListenerConfiguration {
        var configuration = PostgresListenerConfiguration(
            server: try TestServer.configuration(), channels: channels)
        configuration.reconnectDelay = .milliseconds(20)
        configuration.longestReconnectDelay = .milliseconds(100)
        return configuration
    }

    private func notify(_ channel: String, _ payload: String, _ pool: PostgresPool) async throws {
        _ = try await pool.query(
            PostgresStatement("SELECT pg_notify($1, $2)", [.text(channel), .text(payload)]),
            deadline: patience)
    }
}
