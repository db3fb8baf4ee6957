import Testing

@testable import HTTP

@Suite struct `An answer on the wire` {
    private func written(
        _ response: HTTPResponse, persistence: ResponseWriter.Persistence = .implied,
        omitsBody: Bool = false, correlation: HTTPCorrelation? = nil
    ) -> String {
        var writer = ResponseWriter()
        writer.append(
            response, persistence: persistence, omitsBody: omitsBody,
            date: Array("Date: d\r\n".utf8), correlation: correlation)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `has its fields in a fixed order`() {
        var response = HTTPResponse.json(Array("{}".utf8), status: .created)
        response.headers = [("Location", "/a")]
        #expect(
            written(response, correlation: .made(connection: 0xAB, request: 7))
                == "HTTP/1.1 201 Created\r\nDate: d\r\nContent-Type: application/json\r\n"
                + "Location: /a\r\nX-Correlation-ID: 00000000000000ab-00000007\r\n"
                + "Content-Length: 2\r\n\r\n{}")
    }

    @Test func `has no length when it can have no content`() {
        #expect(written(.empty()) == "HTTP/1.1 204 No Content\r\nDate: d\r\n\r\n")
        #expect(written(HTTPResponse(.notModified, body: [1])).hasSuffix("Date: d\r\n\r\n"))
    }

    @Test func `keeps its length when the body is left out`() {
        #expect(written(.text("hello"), omitsBody: true).hasSuffix("Content-Length: 5\r\n\r\n"))
    }

    @Test(
        arguments: [
            ("X", "a\r\nSet-Cookie: b"), ("X\r\nY", "a"), ("X Y", "a"), ("", "a"), ("X", "a\u{0}"),
            ("Content-Length", "7"), ("connection", "upgrade"), ("Transfer-Encoding", "chunked"),
        ])
    func `leaves out a field that could change its meaning`(name: String, value: String) {
        #expect(
            written(HTTPResponse(.ok, headers: [(name, value)]))
                == "HTTP/1.1 200 OK\r\nDate: d\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func `escapes what a failure says`() {
        let response = HTTPResponse.failure(.badRequest, message: "a \"b\"\n\\", code: "c")
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"message": "a \"b\" \\", "code": "c"}"#)
    }

    @Test(arguments: HTTPStatus.allCases)
    func `says every status in numbers and words`(status: HTTPStatus) {
        #expect(
            written(HTTPResponse(status)).hasPrefix(
                "HTTP/1.1 \(status.rawValue) \(status.reason)\r\n"))
    }

    @Test(
        arguments: [
            (Int64(0), "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (.max, "Fri, 31 Dec 9999 23:59:59 GMT"), (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ])
    func `has a date of the preferred form`(seconds: Int64, text: String) {
        #expect(DateField.text(seconds) == text)
    }

    @Test func `writes its date anew after a second at the latest`() {
        let date = DateField()
        let first = date.line(at: .seconds(10))
        #expect(first.starts(with: "Date: ".utf8))
        #expect(first.suffix(2) == [13, 10])
        #expect(date.line(at: .seconds(10)) == first)
    }
}
