import Reactor
import Telemetry
import Testing

@testable import Redis

@Suite(.timeLimit(.minutes(1))) struct `A client and its peer` {
    /// Runs a client against the peer while the body does.
    private func withClient(
        _ configuration: RedisConfiguration, metrics: Metrics = Metrics(),
        log: Log = .discarding, _ body: @Sendable (RedisClient) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "redis-test")
        let client = try RedisClient(
            configuration: configuration, loop: loop, log: log, metrics: metrics)
        let running = Task { try await client.run() }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(client))
        } catch {
            outcome = .failure(error)
        }
        running.cancel()
        _ = await running.result
        await loop.shutDown()
        try outcome.get()
    }

    @Test func `understand each other byte by byte, by name`() async throws {
        let peer = try await FakePeer { command in
            [.bytewise("*2\r\n$\(command[1].utf8.count)\r\n\(command[1])\r\n:7\r\n")]
        }
        try await withClient(peer.configuration) { client async throws in
            #expect(await client.reaches(.closed, within: .seconds(20)))
            let reply = try await client.command("SPELL", "grüß", deadline: .seconds(20))
            #expect(reply == .array([.bulk(Array("grüß".utf8)), .integer(7)]))
        }
        await peer.stop()
    }

    @Test(arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "+one\r\n+unasked\r\n"])
    func `part when the peer talks out of turn, and meet again`(words: String) async throws {
        let peer = try await FakePeer { command in
            command[0] == "ECHO" ? [.text("$1\r\nx\r\n")] : [.text(words)]
        }
        let sink = MemoryLogSink()
        try await withClient(
            peer.configuration, log: Log(label: "test", level: .debug, sink: sink)
        ) { client async throws in
            #expect(await client.reaches(.closed, within: .seconds(20)))
            _ = try? await client.command("CONFUSE", deadline: .seconds(20))
            while peer.connections < 2 { await Task.yield() }
            #expect(await client.reaches(.closed, within: .seconds(20)))
            #expect(try await client.command("ECHO", "x").text == "x")
        }
        #expect(peer.connections == 2)
        #expect(sink.lines.contains { $0.contains("protocol violation") })
        await peer.stop()
    }

    @Test func `lose every command under way when the peer hangs up`() async throws {
        let peer = try await FakePeer { command in
            command[0] == "HANGUP" ? [.text("+last\r\n"), .close] : []
        }
        let metrics = Metrics()
        try await withClient(peer.configuration, metrics: metrics) { client async throws in
            #expect(await client.reaches(.closed, within: .seconds(20)))
            let codes = await withTaskGroup(of: RedisError.Code?.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        do throws(RedisError) {
                            _ = try await client.command("WAITFOR", "x", deadline: .seconds(20))
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                while await client.pending.live < 100 { await Task.yield() }
                // It stands behind the hundred, and the reply goes to the first of them.
                group.addTask {
                    _ = try? await client.command("HANGUP", deadline: .seconds(20))
                    return .connectionLost
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == .connectionLost } == 100)
            #expect(codes.count { $0 == nil } == 1)
            #expect(await client.waiting.isEmpty)
        }
        let rendered = metrics.render()
        #expect(rendered.contains("strowger_redis_pending_commands{client=\"strowger\"} 0"))
        await peer.stop()
    }

    @Test func `never meet when nobody listens, and part without delay`() async throws {
        let peer = try await FakePeer { _ in [] }
        let configuration = peer.configuration
        await peer.stop()
        let metrics = Metrics()
        try await withClient(configuration, metrics: metrics) { client async throws in
            #expect(!client.isAvailable)
            for _ in 0..<3 {
                let error = await #expect(throws: RedisError.self) {
                    try await client.command("PING")
                }
                #expect(error?.code == .unavailable)
                #expect(error?.mayHaveRun == false)
            }
            #expect(await !client.reaches(.closed, within: .milliseconds(50)))
        }
        #expect(metrics.render().contains(#"outcome="unavailable"} 3"#))
    }

    @Test func `are refused to each other by impossible settings`() async throws {
        let loop = try EventLoop(name: "redis-test")
        var configuration = RedisConfiguration(endpoint: .unix(path: ""))
        configuration.maximumPending = 0
        let error = #expect(throws: RedisError.self) {
            try RedisClient(
                configuration: configuration, loop: loop, log: .discarding, metrics: Metrics())
        }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.detail?.contains("maximumPending") == true)
        await loop.shutDown()
    }
}
