import Redis
import Testing

@Suite(
    .enabled(if: TestRedis.isGiven, Comment(rawValue: TestRedis.whyOff)), .timeLimit(.minutes(1)))
struct `A Redis script` {
    static let add = RedisScript(
        name: "add",
        source: """
            local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
            redis.call('PEXPIRE', KEYS[1], 60000)
            return sum
            """)

    @Test(arguments: [[add], []])
    func `runs whether it was registered or not`(registered: [RedisScript]) async throws {
        try await TestRedis.withClient(TestRedis.configuration(), scripts: registered) {
            client async throws in
            let key = TestRedis.key("sum")
            #expect(try await client.run(Self.add, keys: [key], arguments: [2]).int == 2)
            #expect(try await client.run(Self.add, keys: [key], arguments: [3]).int == 5)
        }
    }

    // On a server of its own: a flush would meet the scripts of other tests.
    @Test func `is loaded again after the server forgot it, and runs once`() async throws {
        let server = try PrivateRedis()
        try await TestRedis.withClient(server.configuration, scripts: [Self.add]) {
            client async throws in
            let key = TestRedis.key("sum")
            for round in 1...20 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for caller in 0..<20 {
                        group.addTask {
                            _ = try await client.run(
                                Self.add, keys: [key], arguments: [1], deadline: .seconds(10))
                        }
                        if caller == 10 {
                            group.addTask { _ = try await client.command("SCRIPT", "FLUSH") }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await client.command("GET", key).int == round * 20)
            }
        }
    }

    @Test func `that does not compile fails by itself, not the connection`() async throws {
        let broken = RedisScript(name: "broken", source: "return (")
        try await TestRedis.withClient(TestRedis.configuration(), scripts: [broken]) {
            client async throws in
            #expect(
                await TestRedis.failure { () throws(RedisError) in
                    try await client.run(broken)
                } == .server(kind: "ERR"))
            #expect(client.isAvailable)
        }
    }
}
