import Reactor
import Redis
import Telemetry
import Testing

@Suite(
    .enabled(if: TestRedis.isGiven, Comment(rawValue: TestRedis.whyOff)), .timeLimit(.minutes(1)))
struct `A stopping Redis client` {
    @Test func `hands out the replies it owes before it returns`() async throws {
        let server = try PrivateRedis()
        let loop = try EventLoop(name: "redis-test")
        var configuration = server.configuration
        configuration.drainDeadline = .seconds(20)
        let client = try RedisClient(
            configuration: configuration, loop: loop, log: .discarding, metrics: Metrics())
        let running = Task { try await client.run() }
        #expect(await client.reaches(.closed, within: .seconds(20)))
        server.freeze()
        let owed = Task { try await client.command("ECHO", "x", deadline: .seconds(20)) }
        await client.hasPending(1)
        running.cancel()
        #expect(await client.reaches(.open, within: .seconds(20)))
        server.thaw()
        #expect(try await owed.value.text == "x")
        try await running.value
        #expect(!client.isAvailable)
        await loop.shutDown()
    }

    @Test func `gives up what is not answered within the drain deadline`() async throws {
        let server = try PrivateRedis()
        let loop = try EventLoop(name: "redis-test")
        var configuration = server.configuration
        configuration.drainDeadline = .milliseconds(100)
        let client = try RedisClient(
            configuration: configuration, loop: loop, log: .discarding, metrics: Metrics())
        let running = Task { try await client.run() }
        #expect(await client.reaches(.closed, within: .seconds(20)))
        server.freeze()
        let owed = Task {
            await TestRedis.failure { () throws(RedisError) in
                try await client.command("ECHO", "x", deadline: .seconds(60))
            }
        }
        await client.hasPending(1)
        running.cancel()
        #expect(await owed.value == .connectionLost)
        try await running.value
        await loop.shutDown()
    }

    @Test func `can run again`() async throws {
        let loop = try EventLoop(name: "redis-test")
        let client = try RedisClient(
            configuration: TestRedis.configuration(), loop: loop, log: .discarding,
            metrics: Metrics())
        for _ in 1...3 {
            let running = Task { try await client.run() }
            #expect(await client.reaches(.closed, within: .seconds(20)))
            await #expect(throws: RedisError.self) { try await client.run() }
            let echo = try await client.command("ECHO", "x")
            #expect(echo.text == "x")
            running.cancel()
            try await running.value
            #expect(await client.circuit == .open)
        }
        await loop.shutDown()
    }
}
