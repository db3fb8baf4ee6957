import Redis
import Telemetry
import Testing

@Suite(
    .enabled(if: TestRedis.isGiven, Comment(rawValue: TestRedis.whyOff)), .timeLimit(.minutes(1)))
struct `When Redis fails, the client` {
    @Test func `fails at once while the server is away and comes back with it`() async throws {
        let server = try PrivateRedis()
        let metrics = Metrics()
        let script = ScriptTestsSource.one
        try await TestRedis.withClient(
            server.configuration, scripts: [script], metrics: metrics
        ) { client async throws in
            for _ in 1...3 {
                #expect(try await client.command("PING") == .simple("PONG"))
                server.freeze()
                async let caught = TestRedis.failure { () throws(RedisError) in
                    try await client.command("ECHO", "x", deadline: .seconds(20))
                }
                // The next command is in the line behind the one above, so both are under way.
                async let second = TestRedis.failure { () throws(RedisError) in
                    try await client.command("ECHO", "y", deadline: .seconds(20))
                }
                await client.hasPending(2)
                server.kill()
                #expect(await caught == .connectionLost)
                #expect(await second == .connectionLost)
                #expect(!client.isAvailable)
                #expect(
                    await TestRedis.failure { () throws(RedisError) in
                        try await client.command("PING")
                    } == .unavailable)
                try server.start()
                #expect(await client.reaches(.closed, within: .seconds(20)))
                #expect(try await client.run(script).int == 1)
            }
        }
        #expect(
            metrics.render().contains(
                #"strowger_redis_connects_total{client="strowger",outcome="ok"} 4"#))
    }

    @Test func `drops a late reply instead of handing it to the next caller`() async throws {
        let server = try PrivateRedis()
        let metrics = Metrics()
        try await TestRedis.withClient(server.configuration, metrics: metrics) {
            client async throws in
            server.freeze()
            #expect(
                await TestRedis.failure { () throws(RedisError) in
                    try await client.command("ECHO", "late", deadline: .milliseconds(20))
                } == .timedOut)
            server.thaw()
            let own = try await client.command("ECHO", "mine", deadline: .seconds(20))
            #expect(own.text == "mine")
        }
        let rendered = metrics.render()
        #expect(rendered.contains(#"strowger_redis_late_replies_total{client="strowger"} 1"#))
        #expect(rendered.contains(#"outcome="timed_out"} 1"#))
    }

    @Test func `opens the circuit after timeouts and closes it when answered`() async throws {
        let server = try PrivateRedis()
        let metrics = Metrics()
        var configuration = server.configuration
        configuration.probeDeadline = .seconds(60)
        configuration.silenceLimit = .seconds(60)
        try await TestRedis.withClient(configuration, metrics: metrics) { client async throws in
            server.freeze()
            for _ in 1...3 {
                #expect(
                    await TestRedis.failure { () throws(RedisError) in
                        try await client.command("ECHO", "x", deadline: .milliseconds(20))
                    } == .timedOut)
            }
            #expect(await client.reaches(.halfOpen, within: .seconds(20)))
            #expect(
                await TestRedis.failure { () throws(RedisError) in
                    try await client.command("ECHO", "x")
                } == .unavailable)
            server.thaw()
            #expect(await client.reaches(.closed, within: .seconds(20)))
            let echo = try await client.command("ECHO", "y")
            #expect(echo.text == "y")
        }
        // The same connection all the time.
        #expect(
            metrics.render().contains(
                #"strowger_redis_connects_total{client="strowger",outcome="ok"} 1"#))
    }

    @Test func `outlives a pause of the server within the deadlines`() async throws {
        let server = try PrivateRedis()
        try await TestRedis.withClient(server.configuration) { client async throws in
            _ = try await client.command("CLIENT", "PAUSE", 200, "ALL")
            let echo = try await client.command("ECHO", "x", deadline: .seconds(20))
            #expect(echo.text == "x")
            _ = try await client.command("DEBUG", "SLEEP", "0.1", deadline: .seconds(20))
            #expect(client.isAvailable)
        }
    }

    @Test func `drops a connection that does not answer its probe`() async throws {
        let server = try PrivateRedis()
        var configuration = server.configuration
        configuration.probeDeadline = .milliseconds(100)
        configuration.connectDeadline = .milliseconds(200)
        try await TestRedis.withClient(configuration) { client async throws in
            server.freeze()
            await withTaskGroup(of: Void.self) { group in
                for _ in 1...5 {
                    group.addTask {
                        _ = try? await client.command("ECHO", "x", deadline: .milliseconds(20))
                    }
                }
            }
            #expect(await client.reaches(.open, within: .seconds(20)))
            server.thaw()
            #expect(await client.reaches(.closed, within: .seconds(20)))
            let echo = try await client.command("ECHO", "y")
            #expect(echo.text == "y")
        }
    }

    @Test func `drops a connection that stays silent past the limit`() async throws {
        let server = try PrivateRedis()
        var configuration = server.configuration
        configuration.timeoutsToOpen = 1_000
        configuration.silenceLimit = .milliseconds(100)
        configuration.connectDeadline = .milliseconds(200)
        try await TestRedis.withClient(configuration) { client async throws in
            server.freeze()
            #expect(
                await TestRedis.failure { () throws(RedisError) in
                    try await client.command("ECHO", "x", deadline: .milliseconds(20))
                } == .timedOut)
            #expect(await client.reaches(.open, within: .seconds(20)))
            server.thaw()
            #expect(await client.reaches(.closed, within: .seconds(20)))
        }
    }

    @Test func `refuses more than its line or its buffer holds`() async throws {
        let server = try PrivateRedis()
        var configuration = server.configuration
        configuration.maximumPending = 10
        configuration.maximumUnsentBytes = 1 << 20
        configuration.timeoutsToOpen = 1_000
        try await TestRedis.withClient(configuration) { client async throws in
            server.freeze()
            let codes = await withTaskGroup(of: RedisError.Code?.self) { group in
                for _ in 0..<25 {
                    group.addTask {
                        await TestRedis.failure { () throws(RedisError) in
                            try await client.command("ECHO", "x", deadline: .milliseconds(300))
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == .timedOut } == 10)
            #expect(codes.count { $0 == .overloaded } == 15)
            server.thaw()
            // The line is empty again once the late replies have been dropped.
            #expect(await client.becomesFree())
            server.freeze()
            let large = RedisArgument.bytes(Array(repeating: 1, count: 4 << 20))
            async let first = TestRedis.failure { () throws(RedisError) in
                try await client.command("ECHO", large, deadline: .milliseconds(500))
            }
            await client.hasPending(1)
            #expect(
                await TestRedis.failure { () throws(RedisError) in
                    try await client.command("ECHO", "x")
                } == .overloaded)
            #expect(await first == .timedOut)
            server.thaw()
            #expect(await client.becomesFree())
        }
    }
}

/// A script that needs no key.
enum ScriptTestsSource {
    static let one = RedisScript(name: "one", source: "return 1")
}
