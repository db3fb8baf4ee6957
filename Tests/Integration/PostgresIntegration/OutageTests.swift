import Postgres
import Reactor
import Telemetry
import Testing

@Suite(.enabled(if: TestServer.isThereOverTCP, TestServer.skipReasonOverTCP))
struct `A network that fails` {
    @Test func `is noticed, reported at once, and recovered from`() async throws {
        try await withRelay { relay, server in
            try await withPool(server, { $0.minimumConnections = 2 }) { pool, _ in
                _ = try await pool.query("SELECT 1", deadline: patience)
                #expect(pool.isAvailable)
                for _ in 0..<3 {
                    await relay.cut()
                    try await until { !pool.isAvailable }
                    let error = try await postgresError {
                        _ = try await pool.query("SELECT 1", deadline: patience)
                    }
                    #expect(error.code == .unavailable)
                    try await relay.open()
                    try await eventually(pool)
                    #expect(pool.isAvailable)
                }
            }
        }
    }

    @Test func `that answers nothing does not hold up a connection for ever`() async throws {
        try await withRelay { relay, server in
            await relay.fallSilent()
            var impatient = server
            impatient.connectTimeout = .milliseconds(200)
            try await withPool(impatient) { pool, _ in
                let error = try await postgresError {
                    _ = try await pool.query("SELECT 1", deadline: patience)
                }
                #expect(error.code == .unavailable)
                try await mend(relay)
                try await eventually(pool)
            }
        }
    }

    @Test func `that refuses a wrong password is told without it`() async throws {
        var server = try TestServer.configurationOverTCP()
        server.password = "hush"
        try await withPool(server) { pool, _ in
            let error = try await postgresError {
                _ = try await pool.query("SELECT 1", deadline: patience)
            }
            #expect(error.code == .unavailable)
            #expect(!String(reflecting: error).contains("hush"))
        }
    }

    @Test func `that falls silent costs a statement its deadline and no more`() async throws {
        try await withRelay { relay, server in
            try await withPool(server, { $0.maximumConnections = 1 }) { pool, _ in
                _ = try await pool.query("SELECT 1", deadline: patience)
                await relay.fallSilent()
                let error = try await postgresError {
                    _ = try await pool.query("SELECT 1", deadline: .seconds(1))
                }
                #expect(error.code == .timedOut)
                try await mend(relay)
                try await eventually(pool)
            }
        }
    }

    @Test func `makes a listener begin again, and say so`() async throws {
        try await withRelay { relay, server in
            var configuration = PostgresListenerConfiguration(
                server: server, channels: [TestServer.freshName("channel")])
            configuration.reconnectDelay = .milliseconds(20)
            configuration.longestReconnectDelay = .milliseconds(50)
            try await withListener(configuration) { events in
                await events.expect(.connected)
                for _ in 0..<3 {
                    await relay.cut()
                    await events.expect(.disconnected)
                    try await relay.open()
                    await events.expect(.connected)
                }
            }
        }
    }

    @Test func `that falls silent is noticed by a listener's heartbeat`() async throws {
        try await withRelay { relay, server in
            var configuration = PostgresListenerConfiguration(
                server: server, channels: [TestServer.freshName("channel")])
            configuration.heartbeatInterval = .milliseconds(100)
            configuration.replyTimeout = .milliseconds(200)
            try await withListener(configuration) { events in
                await events.expect(.connected)
                await relay.fallSilent()
                await events.expect(.disconnected)
                try await mend(relay)
                await events.expect(.connected)
            }
        }
    }

    private func mend(_ relay: Relay) async throws {
        await relay.cut()
        try await relay.open()
    }

    private func withRelay(
        _ body: (Relay, PostgresConfiguration) async throws -> Void
    ) async throws {
        var server = try TestServer.configurationOverTCP()
        let port = try #require(Int(server.port))
        let target = try #require(SocketAddress(server.host, port: port))
        try await withLoop { loop in
            let relay = Relay(to: target, on: loop)
            try await relay.open()
            // By name, so that the resolver has its part; only the first address answers.
            server.host = "localhost"
            server.port = String(await relay.port)
            do {
                try await body(relay, server)
                await relay.cut()
            } catch {
                await relay.cut()
                throw error
            }
        }
    }
}
