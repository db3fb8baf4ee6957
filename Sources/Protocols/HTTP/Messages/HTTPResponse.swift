/// One answer; the server adds length, date, connection and correlation fields by itself.
package struct HTTPResponse: Sendable {
    package var status: HTTPStatus
    /// The media type of the body; nil sends no `Content-Type`.
    package var contentType: String?
    /// Further fields; a name or value that can not stand in a header is left out.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Whether the connection ends after this answer.
    package var closesConnection = false

    package init(
        _ status: HTTPStatus, contentType: String? = nil,
        headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    /// A document for a telephony platform.
    package static func xml(_ body: [UInt8], status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status, contentType: "application/xml; charset=utf-8", body: body)
    }

    package static func json(_ body: [UInt8], status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status, contentType: "application/json", body: body)
    }

    package static func text(_ text: String, status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// An answer without a body.
    package static func empty(_ status: HTTPStatus = .noContent) -> HTTPResponse {
        HTTPResponse(status)
    }

    /// A small JSON body that tells people what went wrong and programs which fault it is.
    package static func failure(
        _ status: HTTPStatus, message: String, code: String
    ) -> HTTPResponse {
        var body: [UInt8] = []
        body.append(contentsOf: #"{"message": ""#.utf8)
        appendEscaped(message, to: &body)
        body.append(contentsOf: #"", "code": ""#.utf8)
        appendEscaped(code, to: &body)
        body.append(contentsOf: #""}"#.utf8)
        return .json(body, status: status)
    }

    private static func appendEscaped(_ text: String, to body: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                body.append(UInt8(ascii: "\\"))
                body.append(byte)
            case 0..<0x20: body.append(Bytes.space)
            default: body.append(byte)
            }
        }
    }
}
