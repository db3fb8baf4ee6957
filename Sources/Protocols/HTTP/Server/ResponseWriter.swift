/// Writes answers as bytes: head and body behind each other in one array.
struct ResponseWriter: Sendable {
    /// What the answer says about the connection.
    enum Persistence: Hashable, Sendable {
        /// The peer knows that the connection stays.
        case implied
        /// An HTTP/1.0 peer has to be told that it stays.
        case kept
        case closing
    }

    private(set) var bytes: [UInt8] = []

    /// The interim answer that lets a peer send its body (RFC 9110, section 10.1.1).
    mutating func appendContinue() {
        bytes.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8)
    }

    /// Adds an answer; the body is left out when the request was a HEAD, its length is not.
    mutating func append(
        _ response: HTTPResponse, persistence: Persistence, omitsBody: Bool, date: [UInt8],
        correlation: HTTPCorrelation?
    ) {
        bytes.reserveCapacity(bytes.count + 256 + response.body.count)
        appendStatus(response.status)
        bytes.append(contentsOf: date)
        if let contentType = response.contentType { append("Content-Type", contentType) }
        for (name, value) in response.headers where Self.mayBeSet(name) {
            append(name, value)
        }
        if let correlation {
            bytes.append(contentsOf: "X-Correlation-ID: ".utf8)
            correlation.append(to: &bytes)
            appendLineEnd()
        }
        switch persistence {
        case .implied: break
        case .kept: bytes.append(contentsOf: "Connection: keep-alive\r\n".utf8)
        case .closing: bytes.append(contentsOf: "Connection: close\r\n".utf8)
        }
        if response.status.forbidsContent { return appendLineEnd() }
        bytes.append(contentsOf: "Content-Length: ".utf8)
        append(response.body.count)
        bytes.append(contentsOf: "\r\n\r\n".utf8)
        if !omitsBody { bytes.append(contentsOf: response.body) }
    }

    /// Forgets what was written, keeping the memory of an ordinary answer.
    mutating func removeAll() {
        if bytes.capacity <= 4_096 {
            bytes.removeAll(keepingCapacity: true)
        } else {
            bytes = []
        }
    }

    private mutating func appendStatus(_ status: HTTPStatus) {
        if status == .ok {
            bytes.append(contentsOf: "HTTP/1.1 200 OK\r\n".utf8)
        } else {
            bytes.append(contentsOf: "HTTP/1.1 ".utf8)
            append(status.rawValue)
            bytes.append(Bytes.space)
            bytes.append(contentsOf: status.reason.utf8)
            appendLineEnd()
        }
    }

    private mutating func append(_ name: String, _ value: String) {
        guard value.utf8.allSatisfy(Bytes.isFieldValue) else { return }
        bytes.append(contentsOf: name.utf8)
        bytes.append(Bytes.colon)
        bytes.append(Bytes.space)
        bytes.append(contentsOf: value.utf8)
        appendLineEnd()
    }

    private mutating func append(_ number: Int) {
        guard number >= 10 else { return bytes.append(48 &+ UInt8(truncatingIfNeeded: number)) }
        append(number / 10)
        bytes.append(48 &+ UInt8(truncatingIfNeeded: number % 10))
    }

    private mutating func appendLineEnd() {
        bytes.append(Bytes.carriageReturn)
        bytes.append(Bytes.lineFeed)
    }

    /// Whether a field is a route's to set: framing and connection fields are the server's own.
    private static func mayBeSet(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.allSatisfy(Bytes.isToken) else { return false }
        switch name.utf8.count {
        case 4, 10, 14, 17:
            switch name.lowercased() {
            case "date", "connection", "content-length", "transfer-encoding", "keep-alive":
                return false
            default: return true
            }
        default: return true
        }
    }
}
