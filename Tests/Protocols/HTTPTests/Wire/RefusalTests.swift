import HTTP
import Testing

@Suite struct `A refused request` {
    struct Case: CustomTestStringConvertible, Sendable {
        let bytes: [UInt8]
        let refusal: HTTPRefusal
        let status: Int
        let testDescription: String

        init(_ text: String, _ refusal: HTTPRefusal, _ status: Int) {
            self.init(Array(text.utf8), refusal, status)
        }

        init(_ bytes: [UInt8], _ refusal: HTTPRefusal, _ status: Int) {
            self.bytes = bytes
            self.refusal = refusal
            self.status = status
            let text = bytes.suffix(50).map { $0 > 0x20 && $0 < 0x7F ? $0 : UInt8(ascii: "~") }
            testDescription = "\(refusal): \(String(decoding: text, as: UTF8.self))"
        }
    }

    private static let host = "Host: x\r\n"
    private static let post = "POST / HTTP/1.1\r\nHost: x\r\n"
    private static let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"

    private static let requestLines = [
        Case("GET  / HTTP/1.1\r\n", .malformedRequestLine, 400),
        Case(" GET / HTTP/1.1\r\n", .malformedRequestLine, 400),
        Case("G(T / HTTP/1.1\r\n", .malformedRequestLine, 400),
        Case("GET /\r\n", .malformedRequestLine, 400),
        Case("GET / HTTP/1.1 \r\n", .malformedRequestLine, 400),
        Case("GET / http/1.1\r\n", .malformedRequestLine, 400),
        Case("GET / HTTP/11\r\n", .malformedRequestLine, 400),
        Case("\r\n\r\nGET / HTTP/1.1\r\n", .malformedRequestLine, 400),
        Case("\nGET / HTTP/1.1\r\n", .malformedRequestLine, 400),
        Case("\rGET / HTTP/1.1\r\n", .bareLineEnd, 400),
        Case("GET / HTTP/1.1\n", .bareLineEnd, 400),
        Case("GET / HTTP/1.1\rX", .bareLineEnd, 400),
        Case("BREW /pot HTTP/1.1\r\n", .unknownMethod, 501),
        Case("get / HTTP/1.1\r\n", .unknownMethod, 501),
        Case("CONNECT a:1 HTTP/1.1\r\n", .unknownMethod, 501),
        Case("TRACE / HTTP/1.1\r\n", .unknownMethod, 501),
        Case("PROPPATCH", .unknownMethod, 501),
        Case("GET / HTTP/2.0\r\n", .unsupportedVersion, 505),
        Case("GET / HTTP/1.2\r\n", .unsupportedVersion, 505),
        Case("GET / HTTP/0.9\r\n", .unsupportedVersion, 505),
        Case("GET a HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET * HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET /a#b HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET /?a#b HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET /<a> HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET /\\a HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET /\u{1} HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET /é HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET http:///a HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET http://a@b/ HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET http://a HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET ftp://a/ HTTP/1.1\r\n", .malformedTarget, 400),
        Case("GET /" + String(repeating: "a", count: 8_200), .targetTooLong, 414),
    ]

    private static let fields = [
        Case("GET / HTTP/1.1\r\n\(host) folded\r\n\r\n", .foldedField, 400),
        Case("GET / HTTP/1.1\r\n X: y\r\n\r\n", .foldedField, 400),
        Case("GET / HTTP/1.1\r\nHost : x\r\n\r\n", .malformedField, 400),
        Case("GET / HTTP/1.1\r\n: x\r\n\r\n", .malformedField, 400),
        Case("GET / HTTP/1.1\r\nX\r\n\r\n", .malformedField, 400),
        Case("GET / HTTP/1.1\r\nX\u{7F}: y\r\n\r\n", .malformedField, 400),
        Case("GET / HTTP/1.1\r\nX@: y\r\n\r\n", .malformedField, 400),
        Case("GET / HTTP/1.1\r\nX: a\u{0}b\r\n\r\n", .malformedField, 400),
        Case("GET / HTTP/1.1\r\nX: a\u{7F}b\r\n\r\n", .malformedField, 400),
        Case("GET / HTTP/1.1\r\nX: a\rb\r\n\r\n", .bareLineEnd, 400),
        Case("GET / HTTP/1.1\r\nX: a\nY: b\r\n\r\n", .bareLineEnd, 400),
        Case("GET / HTTP/1.1\r\n\(host)\n", .bareLineEnd, 400),
        Case("GET / HTTP/1.1\r\n\(host)\rX", .bareLineEnd, 400),
        Case("GET / HTTP/1.1\r\nX: y\r\n\r\n", .missingHost, 400),
        Case("GET / HTTP/1.1\r\n\(host)\(host)\r\n", .invalidHost, 400),
        Case("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .invalidHost, 400),
        Case("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .invalidHost, 400),
        Case("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", .invalidHost, 400),
        Case("GET / HTTP/1.1\r\n\(host)Expect: more\r\n\r\n", .unknownExpectation, 417),
        Case(
            "GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 101), .tooManyFields, 431),
        Case(
            "GET / HTTP/1.1\r\nX: " + String(repeating: "y", count: 32_768), .fieldsTooLarge, 431),
        Case(
            "GET / HTTP/1.1\r\n" + String(repeating: "y", count: 32_769), .fieldsTooLarge, 431),
    ]

    private static let framing = [
        Case(post + "Content-Length: 1\r\nContent-Length: 1\r\n", .conflictingFraming, 400),
        Case(post + "Content-Length: 1\r\ncontent-length: 2\r\n", .conflictingFraming, 400),
        Case(
            post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            .conflictingFraming, 400),
        Case(
            post + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", .conflictingFraming, 400),
        Case(
            post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", .conflictingFraming, 400),
        Case(
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .conflictingFraming, 400),
        Case(post + "Content-Length: \r\n", .invalidContentLength, 400),
        Case(post + "Content-Length: +1\r\n", .invalidContentLength, 400),
        Case(post + "Content-Length: -1\r\n", .invalidContentLength, 400),
        Case(post + "Content-Length: 1,1\r\n", .invalidContentLength, 400),
        Case(post + "Content-Length: 1 1\r\n", .invalidContentLength, 400),
        Case(post + "Content-Length: 0x1\r\n", .invalidContentLength, 400),
        Case(post + "Content-Length: 1\t\r\n", .invalidContentLength, 400),
        Case(post + "Content-Length: 99999999999999999999\r\n", .bodyTooLarge, 413),
        Case(post + "Content-Length: 1048577\r\n\r\n", .bodyTooLarge, 413),
        Case(post + "Transfer-Encoding: gzip\r\n", .unsupportedTransferCoding, 501),
        Case(post + "Transfer-Encoding: gzip, chunked\r\n", .unsupportedTransferCoding, 501),
        Case(post + "Transfer-Encoding: chunked, chunked\r\n", .unsupportedTransferCoding, 501),
        Case(post + "Transfer-Encoding: xchunked\r\n", .unsupportedTransferCoding, 501),
        Case(post + "Transfer-Encoding: \"chunked\"\r\n", .unsupportedTransferCoding, 501),
        Case(post + "Transfer-Encoding: \r\n", .unsupportedTransferCoding, 501),
        Case(chunked + "x\r\n", .malformedChunk, 400),
        Case(chunked + "\r\n", .malformedChunk, 400),
        Case(chunked + "-1\r\n", .malformedChunk, 400),
        Case(chunked + "0x1\r\n", .malformedChunk, 400),
        Case(chunked + "1 \r\na\r\n", .malformedChunk, 400),
        Case(chunked + "1\na\r\n", .bareLineEnd, 400),
        Case(chunked + "1\rXa", .malformedChunk, 400),
        Case(chunked + "1\r\nab\r\n", .malformedChunk, 400),
        Case(chunked + "1\r\na\n", .malformedChunk, 400),
        Case(chunked + "1;\r\na\r\n", .malformedChunk, 400),
        Case(chunked + "1;a=\r\na\r\n", .malformedChunk, 400),
        Case(chunked + "1;a=\"b\r\na\r\n", .malformedChunk, 400),
        Case(chunked + "1;a=\"b\"c\r\na\r\n", .malformedChunk, 400),
        Case(chunked + "0000000000000000\r\n", .malformedChunk, 400),
        Case(chunked + "1;" + String(repeating: "a", count: 65_536), .malformedChunk, 400),
        Case(chunked + "0\r\nX : y\r\n", .malformedField, 400),
        Case(chunked + "0\r\nContent-Length: 1\r\n", .conflictingFraming, 400),
        Case(chunked + "0\r\nTransfer-encoding: a\r\n", .conflictingFraming, 400),
        Case(chunked + "0\r\nConnection: close\r\n", .conflictingFraming, 400),
        Case(chunked + "0\r\nHost: y\r\n", .conflictingFraming, 400),
        Case(
            chunked + "0\r\n" + String(repeating: "X: y\r\n", count: 101), .tooManyFields, 431),
    ]

    static let cases = requestLines + fields + framing

    @Test(arguments: cases)
    func `earns its status`(refused: Case) {
        let reading = read([refused.bytes])
        #expect(reading.refusal == refused.refusal)
        #expect(refused.refusal.status.rawValue == refused.status)
        #expect(reading.requests.isEmpty)
    }

    @Test(arguments: cases)
    func `earns the same byte by byte`(refused: Case) {
        #expect(read(refused.bytes.map { [$0] }).refusal == refused.refusal)
    }

    @Test func `shows every refusal there is`() {
        #expect(Set(Self.cases.map(\.refusal)) == Set(HTTPRefusal.allCases))
    }
}
