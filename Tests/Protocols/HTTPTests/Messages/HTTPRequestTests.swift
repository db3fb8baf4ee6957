import HTTP
import Testing

@Suite struct `A request made without a wire` {
    @Test func `has what it was made of`() throws {
        let request = try #require(
            HTTPRequest(
                .post, "/a%20b?c=d",
                headers: [("Content-Type", "Text/XML; charset=x"), ("X-A", "1")],
                body: [1, 2], parameters: HTTPPathParameters(["domain": "example.com"])))
        #expect(request.method == .post)
        #expect(request.target == "/a%20b?c=d")
        #expect(request.path == "/a%20b")
        #expect(Array(request.query) == Array("c=d".utf8))
        #expect(request.contentType == "text/xml")
        #expect(request.headers["x-a"] == "1")
        #expect(request.headers["x-b"] == nil)
        #expect(request.parameters["domain"] == "example.com")
        #expect(request.body == [1, 2])
    }

    @Test func `is refused when it could not be sent`() {
        #expect(HTTPRequest(.get, "no path") == nil)
        #expect(HTTPRequest(.get, "/", headers: [("X", "a\r\nb")]) == nil)
    }

    @Test func `finds fields whatever their case, the first one of a name`() {
        let headers = HTTPHeaders([("Authorization", "a"), ("AUTHORIZATION", "b")])
        #expect(headers["authorization"] == "a")
        #expect(headers.occurrences(of: "authorization") == 2)
        #expect(headers.bytes(of: "authorization").map { Array($0) } == [UInt8(ascii: "a")])
        #expect(headers.count == 2)
    }

    @Test(arguments: [("abc-1", true), ("a b", false), ("é", false), ("", false)])
    func `takes over a sane correlation id`(value: String, isTaken: Bool) throws {
        let request = try #require(
            HTTPRequest(.get, "/", headers: [("X-Correlation-ID", value)]))
        #expect((request.correlation.text == value) == isTaken)
    }
}
