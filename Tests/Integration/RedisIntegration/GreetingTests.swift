import Redis
import Telemetry
import Testing

@Suite(
    .enabled(if: TestRedis.isGiven, Comment(rawValue: TestRedis.whyOff)), .timeLimit(.minutes(1)))
struct `The greeting of Redis` {
    private static let password = "open sesame:@/"

    private func server() throws -> PrivateRedis {
        try PrivateRedis(options: [
            "--requirepass", Self.password, "--user", "ada", "on", ">lovelace", "~*", "&*", "+@all",
        ])
    }

    @Test(arguments: [
        RedisCredentials(password: password), RedisCredentials(user: "default", password: password),
        RedisCredentials(user: "ada", password: "lovelace"),
    ])
    func `takes the right password`(credentials: RedisCredentials) async throws {
        let server = try server()
        var configuration = server.configuration
        configuration.credentials = credentials
        try await TestRedis.withClient(configuration) { client async throws in
            let echo = try await client.command("ECHO", "x")
            #expect(echo.text == "x")
        }
    }

    @Test(arguments: [
        nil, RedisCredentials(password: "wrong-hush"),
        RedisCredentials(user: "ada", password: "wrong-hush"),
        RedisCredentials(user: "nobody-hush", password: "lovelace"),
    ])
    func `refuses without ever showing what was sent`(credentials: RedisCredentials?) async throws {
        let server = try server()
        var configuration = server.configuration
        configuration.credentials = credentials
        let sink = MemoryLogSink()
        let metrics = Metrics()
        let log = Log(label: "test", level: .debug, sink: sink)
        try await TestRedis.withClient(
            configuration, log: log, metrics: metrics, waitUntilReady: false
        ) { client async throws in
            let refused = await client.failsToGreet(atLeast: 3, seenBy: sink)
            #expect(refused, "\(sink.lines.suffix(3))")
            #expect(!client.isAvailable)
            #expect(
                await TestRedis.failure { () throws(RedisError) in
                    try await client.command("PING")
                } == .unavailable)
        }
        let lines = sink.lines.joined(separator: "\n")
        #expect(lines.contains(credentials == nil ? "NOAUTH" : "WRONGPASS"))
        #expect(!lines.contains("hush"))
        #expect(!lines.contains("lovelace"))
    }

    @Test func `fails for a database that does not exist`() async throws {
        let server = try PrivateRedis()
        var configuration = server.configuration
        configuration.database = 99
        let sink = MemoryLogSink()
        let log = Log(label: "test", level: .debug, sink: sink)
        try await TestRedis.withClient(configuration, log: log, waitUntilReady: false) {
            client async throws in
            #expect(await client.failsToGreet(atLeast: 1, seenBy: sink))
        }
        #expect(sink.lines.contains { $0.contains("ERR (SELECT)") })
    }
}
