import HTTP
import Reactor
import Telemetry
import Testing

@Suite struct `A server that is stopped` {
    @Test func `closes what is idle and finishes what is not`() async throws {
        let begun = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let gate = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let routes =
            testRoutes + [
                HTTPRoute(.get, "/wait") { _, _ in
                    .later {
                        begun.continuation.yield()
                        for await _ in gate.stream { break }
                        return .text("waited")
                    }
                }
            ]
        try await withServer(routes) { server in
            let idle = try await server.connect()
            idle.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = await idle.until("hello")
            let busy = try await server.connect()
            busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
            for await _ in begun.stream { break }
            server.cancel()
            #expect(await idle.untilEnd() == "")
            await #expect(throws: ReactorError.self) { _ = try await server.connect() }
            gate.continuation.yield()
            let text = await busy.untilEnd()
            #expect(text.hasSuffix("waited"))
            #expect(text.contains("Connection: close\r\n"))
        }
    }

    @Test func `does not wait beyond its deadline`() async throws {
        let routes = [
            HTTPRoute(.get, "/never") { _, loop in
                .later {
                    await loop.sleep(for: .seconds(3_600))
                    return .empty()
                }
            }
        ]
        try await withServer(
            routes, configure: { $0.deadlines.drain = .milliseconds(30) }
        ) { server in
            let peer = try await server.connect()
            peer.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
            while !server.metrics.render().contains("strowger_http_requests_in_flight 1") {
                await server.loop.sleep(for: .milliseconds(2))
            }
            server.cancel()
            #expect(await peer.untilEnd() == "")
            let text = server.metrics.render()
            #expect(text.contains(#"reason="drain_deadline"} 1"#))
        }
    }
}
