import Reactor
import Redis
import Telemetry
import Testing

@Suite(
    .enabled(if: TestRedis.isGiven, Comment(rawValue: TestRedis.whyOff)), .timeLimit(.minutes(1)))
struct `A Redis client` {
    @Test func `gets back what it set`() async throws {
        try await TestRedis.withClient(TestRedis.configuration()) { client async throws in
            let key = TestRedis.key("value")
            #expect(try await client.command("GET", key).isNull)
            #expect(try await client.command("SET", key, "grüß", "PX", 60_000).isOK)
            #expect(try await client.command("GET", key).text == "grüß")
            #expect(try await client.command("SET", key, 41, "PX", 60_000).isOK)
            #expect(try await client.command("INCR", key) == .integer(42))
            #expect(try await client.command("GET", key).int == 42)
            #expect(try await client.command("DEL", key) == .integer(1))
        }
    }

    @Test func `carries every byte`() async throws {
        try await TestRedis.withClient(TestRedis.configuration()) { client async throws in
            let all = (0...255).map { UInt8($0) }
            let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            for bytes in [[], all, [13, 10, 0, 13, 10], large] {
                let reply = try await client.command(
                    "ECHO", .bytes(bytes), deadline: .seconds(10))
                #expect(reply == .bulk(bytes))
            }
        }
    }

    @Test func `reads nested replies`() async throws {
        try await TestRedis.withClient(TestRedis.configuration()) { client async throws in
            let reply = try await client.command(
                "EVAL", "return {1, {'x', {}}, false, redis.status_reply('FINE')}", 0)
            let nested = RedisValue.array([.bulk([0x78]), .array([])])
            #expect(reply == .array([.integer(1), nested, .null, .simple("FINE")]))
        }
    }

    @Test func `gives each of a thousand callers its own answer`() async throws {
        try await TestRedis.withClient(TestRedis.configuration()) { client async throws in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        let reply = try await client.command(
                            "ECHO", .number(number), deadline: .seconds(10))
                        return reply.int == number
                    }
                }
                for try await isOwn in group { #expect(isOwn) }
            }
        }
    }

    @Test func `answers callers of another loop`() async throws {
        let other = try EventLoop(name: "elsewhere")
        try await TestRedis.withClient(TestRedis.configuration()) { client async throws in
            let isThere = try await Task(executorPreference: other) {
                let reply = try await client.command("ECHO", "x")
                return reply.text == "x"
            }.value
            #expect(isThere)
        }
        await other.shutDown()
    }

    @Test func `throws what the server refuses and goes on`() async throws {
        let metrics = Metrics()
        try await TestRedis.withClient(TestRedis.configuration(), metrics: metrics) {
            client async throws in
            let key = TestRedis.key("text")
            _ = try await client.command("SET", key, "secret", "PX", 60_000)
            let error = await #expect(throws: RedisError.self) {
                try await client.command("LPUSH", key, 1)
            }
            #expect(error?.code == .server(kind: "WRONGTYPE"))
            #expect(error?.command == "LPUSH")
            #expect(error?.mayHaveRun == false)
            let unknown = await #expect(throws: RedisError.self) {
                try await client.command("NOSUCH", "secret")
            }
            #expect(unknown.map { "\($0)".contains("secret") } == false)
            #expect(try await client.command("GET", key).text == "secret")
            #expect(
                await TestRedis.failure { () throws(RedisError) in
                    try await client.command("SUBSCRIBE", "x")
                } == .notShareable)
        }
        #expect(metrics.render().contains(#"outcome="server_error"} 2"#))
    }

    @Test func `works in its own database under its own name`() async throws {
        var configuration = try TestRedis.configuration()
        configuration.database = 7
        configuration.clientName = "strowger-seven"
        let key = TestRedis.key("seven")
        try await TestRedis.withClient(configuration) { client async throws in
            _ = try await client.command("SET", key, 1, "PX", 60_000)
            #expect(try await client.command("CLIENT", "GETNAME").text == "strowger-seven")
        }
        configuration.database = 0
        try await TestRedis.withClient(configuration) { client async throws in
            #expect(try await client.command("GET", key).isNull)
        }
    }

    @Test func `leaves nothing waiting when its callers are cancelled`() async throws {
        let metrics = Metrics()
        try await TestRedis.withClient(TestRedis.configuration(), metrics: metrics) {
            client async throws in
            await withTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let reply = try? await client.command(
                            "ECHO", .number(number), deadline: .seconds(10))
                        return reply?.int == number
                    }
                }
                group.cancelAll()
                // A cancelled caller is answered all the same: it may be finishing what it owes.
                for await isOwn in group { #expect(isOwn) }
            }
            #expect(
                metrics.render().contains("strowger_redis_pending_commands{client=\"strowger\"} 0"))
        }
    }
}
