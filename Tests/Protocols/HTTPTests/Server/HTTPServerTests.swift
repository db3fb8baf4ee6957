import HTTP
import Reactor
import Telemetry
import Testing

@Suite struct `The server` {
    @Test func `answers in the turn of the request`() async throws {
        try await withServer(testRoutes) { server in
            let text = try await server.exchange(
                "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Correlation-ID: abc\r\n\r\n"
            )
            let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines.first == "HTTP/1.1 200 OK")
            #expect(lines.contains("Content-Type: text/plain; charset=utf-8"))
            #expect(lines.contains("Content-Length: 5"))
            #expect(lines.contains("Connection: close"))
            #expect(lines.contains("X-Correlation-ID: abc"))
            #expect(lines.contains { $0.hasPrefix("Date: ") && $0.hasSuffix(" GMT") })
            #expect(lines.last == "hello")
        }
    }

    @Test func `keeps the connection and answers pipelined requests in order`() async throws {
        try await withServer(testRoutes) { server in
            let peer = try await server.connect()
            peer.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await peer.until("hello").contains("Connection: ") == false)
            peer.send(
                "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nX-Correlation-ID: one\r\n\r\n!"
                    + "GET /echo/two HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "POST /later HTTP/1.1\r\nHost: x\r\nX-Correlation-ID: three\r\n\r\n"
                    + "GET /echo/four HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let text = await peer.untilEnd()
            let bodies = text.split(separator: "\r\n").filter {
                $0.contains("later true") || $0.hasPrefix("two:") || $0.hasPrefix("four:")
            }
            // A body runs into the status line behind it.
            #expect(
                bodies == [
                    "later true oneHTTP/1.1 200 OK", "two:HTTP/1.1 200 OK",
                    "later true threeHTTP/1.1 200 OK", "four:",
                ])
        }
    }

    @Test func `reads chunked bodies in pieces`() async throws {
        try await withServer(testRoutes) { server in
            let peer = try await server.connect()
            peer.send(
                "POST /echo/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab")
            peer.send("c\r\n2\r\nde\r\n")
            peer.send("0\r\n\r\n")
            #expect(await peer.until("a:abcde").hasSuffix("\r\n\r\na:abcde"))
            peer.tcp.close()
        }
    }

    @Test func `answers 100 when the body is wanted`() async throws {
        try await withServer(testRoutes) { server in
            let peer = try await server.connect()
            peer.send(
                "POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
            )
            #expect(await peer.until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            peer.send("ok")
            #expect(await peer.until("a:ok").hasPrefix("HTTP/1.1 200 OK\r\n"))
            peer.tcp.close()
        }
    }

    @Test(
        arguments: [
            ("POST /none", "Content-Length: 2\r\n", 404),
            ("PUT /hello", "Content-Length: 2\r\n", 405),
            ("POST /echo/a", "Content-Length: 101\r\n", 413),
            ("POST /json", "Content-Length: 2\r\nContent-Type: text/plain\r\n", 415),
        ])
    func `answers at once when the body is not wanted`(
        line: String, fields: String, status: Int
    ) async throws {
        try await withServer(testRoutes) { server in
            let text = try await server.exchange(
                "\(line) HTTP/1.1\r\nHost: x\r\n\(fields)Expect: 100-continue\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.contains("Connection: close\r\n"))
        }
    }

    @Test(
        arguments: [
            ("GET /none", "", "404 Not Found", #""code": "not_found""#),
            ("DELETE /hello", "", "405 Method Not Allowed", "Allow: GET, HEAD, OPTIONS\r\n"),
            ("OPTIONS /hello", "", "204 No Content", "Allow: GET, HEAD, OPTIONS\r\n"),
            ("OPTIONS *", "", "204 No Content", "Allow: GET, HEAD, POST, OPTIONS\r\n"),
            ("GET /echo/%zz", "", "400 Bad Request", #""code": "malformed_path""#),
            (
                "POST /json", "Content-Type: text/json\r\nContent-Length: 2\r\n",
                "415 Unsupported Media Type", "Accept: application/json\r\n"
            ),
            ("POST /json", "Content-Length: 2\r\n", "415 Unsupported Media Type", "message"),
            (
                "POST /json", "Content-Type: Application/JSON ; a=b\r\nContent-Length: 2\r\n",
                "204 No Content", "X-Correlation-ID"
            ),
        ])
    func `answers what no route does and keeps the connection`(
        line: String, fields: String, status: String, part: String
    ) async throws {
        try await withServer(testRoutes) { server in
            let body = fields.contains("Content-Length") ? "{}" : ""
            let peer = try await server.connect()
            peer.send(
                "\(line) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\(body)GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
            )
            let text = await peer.until("hello")
            #expect(text.hasPrefix("HTTP/1.1 \(status)\r\n"))
            #expect(text.contains(part))
            #expect(text.contains("HTTP/1.1 200 OK\r\n"))
            #expect(!text.contains("Connection: close"))
            peer.tcp.close()
        }
    }

    @Test func `answers HEAD with the length of the body it leaves out`() async throws {
        try await withServer(testRoutes) { server in
            let text = try await server.exchange(
                "HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\nHEAD /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
            #expect(text.contains("Content-Length: 5\r\n\r\nHTTP/1.1 404 Not Found\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\nHost: x\r\n\r\n", 400), ("GET / HTTP/3.0\r\n\r\n", 505),
            ("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n", 413),
            (
                "POST /echo/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n", 413
            ),
            ("GET /hello HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n", 417),
        ])
    func `refuses and closes`(request: String, status: Int) async throws {
        try await withServer(testRoutes) { server in
            let text = try await server.exchange(request)
            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.contains("Connection: close\r\n"))
            #expect(text.hasSuffix("}"))
        }
    }

    @Test func `speaks HTTP/1.0 with those who do`() async throws {
        try await withServer(testRoutes) { server in
            let text = try await server.exchange(
                "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /hello HTTP/1.0\r\n\r\n")
            #expect(text.contains("Connection: keep-alive\r\n"))
            #expect(text.contains("Connection: close\r\n"))
        }
    }

    @Test func `finishes what a peer asked before it ended its side`() async throws {
        try await withServer(testRoutes) { server in
            let peer = try await server.connect()
            peer.send(
                "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n!GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
            )
            peer.tcp.endWrites()
            let text = await peer.untilEnd()
            #expect(text.contains("later true"))
            #expect(text.hasSuffix("hello"))
        }
    }

    @Test func `makes a correlation id when the given one is not sane`() async throws {
        try await withServer(testRoutes) { server in
            for sent in [
                "", "X-Correlation-ID: a b\r\n",
                "X-Correlation-ID: \(String(repeating: "a", count: 129))\r\n",
            ] {
                let text = try await server.exchange(
                    "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(sent)\r\n")
                let line = text.split(separator: "\r\n").first {
                    $0.hasPrefix("X-Correlation-ID: ")
                }
                #expect(line?.utf8.count == 43)
            }
        }
    }

    @Test func `counts by pattern and never by path`() async throws {
        try await withServer(testRoutes) { server in
            for path in ["/echo/1", "/echo/2", "/none", "/other"] {
                _ = try await server.exchange(
                    "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            }
            let text = server.metrics.render()
            #expect(
                text.contains(
                    #"strowger_http_requests_total{route="/echo/{word}",status="200"} 2"#))
            #expect(
                text.contains(#"strowger_http_requests_total{route="unmatched",status="404"} 2"#))
        }
    }

    @Test func `shares one port among its loops`() async throws {
        try await withServer(testRoutes, loops: 2) { server in
            for _ in 0..<20 {
                let text = try await server.exchange(
                    "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                #expect(text.hasSuffix("hello"))
            }
        }
    }
}
