import HTTP
import Testing

@Suite struct `The request parser` {
    @Test func `reads a request with a body of known length`() {
        let reading = read(
            "POST /a/b?c=d HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nX-A:  v w \t\r\n\r\nhello")
        #expect(
            reading.requests == [
                Reading.Request(
                    method: .post, target: "/a/b?c=d",
                    fields: ["Host=x", "Content-Length=5", "X-A=v w"], body: Array("hello".utf8),
                    keepsAlive: true)
            ])
        #expect(reading.refusal == nil)
    }

    @Test func `reads chunks and ignores extensions and trailers`() {
        let reading = read(
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "5;a=b;c=\"d\\\"e\"\r\nhello\r\n00a\r\n0123456789\r\n0;last\r\nX-T: 1\r\n\r\n"
                + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(reading.requests.map(\.body) == [Array("hello0123456789".utf8), []])
        #expect(reading.requests.map(\.target) == ["/", "/next"])
    }

    @Test func `reads pipelined requests in order`() {
        let one = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
        let two = "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
        let reading = read(one + two + "\r\n" + one)
        #expect(reading.requests.map(\.target) == ["/1", "/2", "/1"])
    }

    @Test(
        arguments: [
            ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
            ("HTTP/1.1", "Connection: x, CLOSE ,y\r\n", false), ("HTTP/1.0", "", false),
            ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
            ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
        ])
    func `knows whether the connection stays`(version: String, field: String, stays: Bool) {
        let reading = read("GET / \(version)\r\nHost: x\r\n\(field)\r\n")
        #expect(reading.requests.map(\.keepsAlive) == [stays])
    }

    @Test(arguments: ["http://example.com/a?b", "HTTPS://example.com:1/a?b", "/a?b"])
    func `accepts the origin form and the absolute form`(target: String) throws {
        var parser = HTTPParser()
        parser.append(Array("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        guard case .head(let head) = parser.next() else {
            Issue.record("no head")
            return
        }
        #expect(head.path == "/a")
        #expect(head.target == target)
    }

    @Test func `learns the limit of the body only after the head`() {
        let text = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n"
        #expect(read(text, bodyLimit: 10).refusal == .bodyTooLarge)
        #expect(read(text, bodyLimit: 11).refusal == nil)
    }

    @Test func `bounds a chunked body by what its chunks announce`() {
        let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(read(head + "5\r\nhello\r\n6\r\n", bodyLimit: 10).refusal == .bodyTooLarge)
        #expect(read(head + "5\r\nhello\r\n5\r\n", bodyLimit: 10).refusal == nil)
        #expect(read(head + "fffffffffffffff\r\n").refusal == .bodyTooLarge)
    }

    @Test func `goes on refusing after a refusal`() {
        var parser = HTTPParser()
        parser.append(Array("GET / HTTP/1.1\n".utf8))
        guard case .refused(.bareLineEnd) = parser.next() else {
            Issue.record("not refused")
            return
        }
        parser.append(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        guard case .refused(.bareLineEnd) = parser.next() else {
            Issue.record("forgot its refusal")
            return
        }
    }
}
