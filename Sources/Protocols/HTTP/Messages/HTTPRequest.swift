/// One complete request, as a route gets it.
package struct HTTPRequest: Sendable {
    package let head: HTTPRequestHead
    package let body: [UInt8]
    /// The values of the pattern's open places.
    package let parameters: HTTPPathParameters
    /// The address the connection came from.
    package let peer: String
    /// Whether the request came over TLS.
    package let isSecure: Bool
    /// The id by which this request is found again; it is echoed in the answer.
    package let correlation: HTTPCorrelation

    init(
        head: HTTPRequestHead, body: [UInt8], parameters: HTTPPathParameters,
        origin: HTTPOrigin, correlation: HTTPCorrelation
    ) {
        self.head = head
        self.body = body
        self.parameters = parameters
        peer = origin.peer
        isSecure = origin.isSecure
        self.correlation = correlation
    }

    package var method: HTTPMethod { head.method }
    package var headers: HTTPHeaders { head.headers }
    /// The request target as it was sent.
    package var target: String { head.target }
    /// The path as it was sent, still percent-encoded.
    package var path: String { head.path }
    /// The bytes of the query without its question mark, still encoded; empty when there is none.
    package var query: ArraySlice<UInt8> { head.headers.head[head.queryRange] }

    /// The content type without its parameters, in lower case; nil when none was sent.
    package var contentType: String? { head.headers.contentType }
}

/// Where the requests of one connection come from.
struct HTTPOrigin: Sendable {
    let peer: String
    let isSecure: Bool
}

extension HTTPRequest {
    /// Makes a request without a wire, for tests and tools; nil when it could not be sent.
    package init?(
        _ method: HTTPMethod, _ target: String, headers: [(String, String)] = [],
        body: [UInt8] = [], parameters: HTTPPathParameters = .none, peer: String = "127.0.0.1"
    ) {
        var wire = Array("\(method.rawValue) \(target) HTTP/1.1\r\n".utf8)
        if !headers.contains(where: { $0.0.lowercased() == "host" }) {
            wire.append(contentsOf: "Host: localhost\r\n".utf8)
        }
        for (name, value) in headers {
            wire.append(contentsOf: "\(name): \(value)\r\n".utf8)
        }
        wire.append(contentsOf: "\r\n".utf8)
        var parser = HTTPParser()
        parser.append(wire)
        guard case .head(let head) = parser.next() else { return nil }
        self.init(
            head: head, body: body, parameters: parameters,
            origin: HTTPOrigin(peer: peer, isSecure: false),
            correlation: HTTPCorrelation(given: head.headers) ?? .made(connection: 0, request: 0))
    }
}

extension HTTPHeaders {
    /// The content type without its parameters, in lower case.
    var contentType: String? {
        guard let value = bytes(of: "content-type") else { return nil }
        var type = value.prefix { $0 != UInt8(ascii: ";") }
        while let last = type.last, last == Bytes.space || last == Bytes.tab { type.removeLast() }
        return String(decoding: type.map(Bytes.lowercased), as: UTF8.self)
    }
}
