import HTTP
import Reactor
import Synchronization
import Telemetry
import Testing

@Suite struct `The server's bounds` {
    @Test(
        arguments: [
            ("GET / HTT", "slow_head"), ("GET / HTTP/1.1\r\nHost: x\r\n", "slow_head"),
            ("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", "slow_body"),
            (
                "POST /echo/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
                "slow_body"
            ),
        ])
    func `end a request that does not arrive`(begun: String, reason: String) async throws {
        try await withServer(testRoutes, configure: Self.hastenRequests) { server in
            let text = try await server.exchange(begun)
            #expect(text.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            #expect(text.contains(reason))
            #expect(
                server.metrics.render().contains(
                    #"strowger_http_refused_total{reason="\#(reason)"} 1"#))
        }
    }

    @Test func `end a body that only drips`() async throws {
        try await withServer(testRoutes, configure: Self.hastenRequests) { server in
            let peer = try await server.connect()
            peer.send("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n")
            let dripping = Task {
                while !Task.isCancelled {
                    peer.send("a")
                    await server.loop.sleep(for: .milliseconds(10))
                }
            }
            #expect(await peer.untilEnd().hasPrefix("HTTP/1.1 408 "))
            dripping.cancel()
        }
    }

    @Test func `close an idle connection without a word`() async throws {
        try await withServer(testRoutes, configure: Self.hasten) { server in
            #expect(try await server.exchange("") == "")
            let text = try await server.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(text.hasSuffix("hello"))
        }
    }

    @Test func `refuse a connection too many`() async throws {
        try await withServer(testRoutes, configure: { $0.maximumConnections = 1 }) { server in
            let first = try await server.connect()
            first.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = await first.until("hello")
            let refused = try await server.exchange("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(refused.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            first.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(await first.untilEnd().hasSuffix("hello"))
        }
    }

    @Test func `close after so many requests`() async throws {
        try await withServer(testRoutes, configure: { $0.requestsPerConnection = 2 }) { server in
            let request = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
            let text = try await server.exchange(request + request + request)
            #expect(text.split(separator: "HTTP/1.1 200 OK").count == 2)
            #expect(text.contains("Connection: close\r\n"))
        }
    }

    @Test func `hold back before a peer that does not read, and cut it off`() async throws {
        let big = [UInt8](repeating: UInt8(ascii: "a"), count: 400_000)
        let answered = Atomic(0)
        let routes = [
            HTTPRoute(.get, "/big") { _, _ in
                answered.add(1, ordering: .relaxed)
                return .now(HTTPResponse(.ok, body: big))
            }
        ]
        try await withServer(routes, configure: Self.hasten) { server in
            let peer = try await server.connect()
            peer.tcp.pauseReading()
            peer.send(String(repeating: "GET /big HTTP/1.1\r\nHost: x\r\n\r\n", count: 1_000))
            await Self.counted(#"reason="slow_reader"} 1"#, server)
            #expect(answered.load(ordering: .relaxed) < 100)
            peer.tcp.close()
        }
    }

    @Test func `let a slow reader have a long answer`() async throws {
        let big = [UInt8](repeating: UInt8(ascii: "a"), count: 6_000_000)
        let routes = [HTTPRoute(.get, "/big") { _, _ in .now(HTTPResponse(.ok, body: big)) }]
        try await withServer(routes) { server in
            let peer = try await server.connect()
            peer.send(String(repeating: "GET /big HTTP/1.1\r\nHost: x\r\n\r\n", count: 2))
            peer.send("GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(await peer.untilEnd().utf8.count > 18_000_000)
        }
    }

    @Test func `stop reading ahead of a slow route`() async throws {
        try await withServer(testRoutes, configure: { $0.readAhead = 1_000 }) { server in
            let peer = try await server.connect()
            peer.send("POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n!")
            peer.send(String(repeating: "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n", count: 5_000))
            peer.send("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let text = await peer.untilEnd()
            let lines = text.split(separator: "\r\n").count
            #expect(lines > 25_000)
        }
    }

    /// Waits until a line with this text stands in the metrics.
    private static func counted(_ text: String, _ server: RunningServer) async {
        while !server.metrics.render().contains(text) {
            await server.loop.sleep(for: .milliseconds(5))
        }
    }

    /// Short for what has begun; time enough to begin, however busy the machine is.
    private static func hastenRequests(_ configuration: inout HTTPServerConfiguration) {
        hasten(&configuration)
        configuration.deadlines.idle = .seconds(30)
        configuration.deadlines.write = .seconds(10)
    }

    private static func hasten(_ configuration: inout HTTPServerConfiguration) {
        configuration.deadlines.idle = .milliseconds(100)
        configuration.deadlines.head = .milliseconds(100)
        configuration.deadlines.body = .milliseconds(100)
        configuration.deadlines.write = .milliseconds(100)
    }
}
