/// What the header fields say about the message itself: its end, its host, the connection.
///
/// Two readers that disagree about where a body ends are how requests are smuggled, so anything that
/// could be read in two ways is refused (RFC 9112, sections 6 and 11.2).
struct FramingFacts: Hashable, Sendable {
    /// What all fields together mean.
    struct Conclusion: Hashable, Sendable {
        let framing: HTTPRequestHead.Framing
        let keepsAlive: Bool
        let expectsContinue: Bool
    }

    private var contentLength: Int?
    private var isChunked = false
    private var hosts = 0
    private var close = false
    private var keepAlive = false
    private var expectsContinue = false
    private var hasUnknownExpectation = false

    /// Takes note of a field, when it is one that matters here.
    mutating func noted(
        _ field: HTTPHeaders.Field, in bytes: Span<UInt8>
    ) throws(HTTPRefusal) {
        let name = field.name
        switch field.nameCount {
        case 4 where bytes.matches(lowercase: "host", at: name):
            guard hosts == 0, Self.isHost(bytes, field.value) else { throw .invalidHost }
            hosts = 1
        case 6 where bytes.matches(lowercase: "expect", at: name):
            if bytes.matches(lowercase: "100-continue", at: field.value) {
                expectsContinue = true
            } else {
                hasUnknownExpectation = true
            }
        case 10 where bytes.matches(lowercase: "connection", at: name):
            notedConnection(bytes, field.value)
        case 14 where bytes.matches(lowercase: "content-length", at: name):
            guard contentLength == nil, !isChunked else { throw .conflictingFraming }
            contentLength = try Self.length(bytes, field.value)
        case 17 where bytes.matches(lowercase: "transfer-encoding", at: name):
            guard !isChunked, contentLength == nil else { throw .conflictingFraming }
            guard bytes.matches(lowercase: "chunked", at: field.value) else {
                throw .unsupportedTransferCoding
            }
            isChunked = true
        default:
            break
        }
    }

    /// What all fields together mean.
    func concluded(_ version: HTTPVersion) throws(HTTPRefusal) -> Conclusion {
        switch version {
        case .oneOne:
            guard hosts == 1 else { throw .missingHost }
            if hasUnknownExpectation { throw .unknownExpectation }
        case .oneZero:
            // HTTP/1.0 has no transfer codings: whoever sends one was forwarded by a careless proxy.
            if isChunked { throw .conflictingFraming }
        }
        let framing: HTTPRequestHead.Framing =
            if isChunked { .chunked } else if let contentLength { .length(contentLength) } else {
                .none
            }
        let keepsAlive =
            switch version {
            case .oneOne: !close
            case .oneZero: keepAlive && !close
            }
        // A 1.0 peer does not know interim answers (RFC 9110, section 10.1.1).
        return Conclusion(
            framing: framing, keepsAlive: keepsAlive,
            expectsContinue: expectsContinue && version == .oneOne)
    }

    private mutating func notedConnection(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        var start = value.lowerBound
        while start < value.upperBound {
            var end = start
            while end < value.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
            var option = start..<end
            while !option.isEmpty, Self.isSpace(bytes[option.lowerBound]) {
                option = option.lowerBound + 1..<option.upperBound
            }
            while !option.isEmpty, Self.isSpace(bytes[option.upperBound - 1]) {
                option = option.lowerBound..<option.upperBound - 1
            }
            if bytes.matches(lowercase: "close", at: option) { close = true }
            if bytes.matches(lowercase: "keep-alive", at: option) { keepAlive = true }
            start = end + 1
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == Bytes.space || byte == Bytes.tab
    }

    private static func length(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(HTTPRefusal) -> Int {
        guard !value.isEmpty else { throw .invalidContentLength }
        var length = 0
        for index in value {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw .invalidContentLength }
            let (product, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(digit))
            // No limit is that high, so a number beyond counting is only too large.
            if overflow || carry { throw .bodyTooLarge }
            length = sum
        }
        // The line was read to its end, so a carriage return stands somewhere behind the value. A
        // tab before it is legal, yet other readers refuse it here, and nobody sends one.
        var index = value.upperBound
        while index < bytes.count, bytes[index] == Bytes.space { index += 1 }
        guard index < bytes.count, bytes[index] == Bytes.carriageReturn else {
            throw .invalidContentLength
        }
        return length
    }

    /// Whether a value has the shape of `uri-host [ ":" port ]`; it may be empty (RFC 9112, 3.2).
    private static func isHost(_ bytes: Span<UInt8>, _ value: Range<Int>) -> Bool {
        for index in value {
            switch bytes[index] {
            case UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "\\"), UInt8(ascii: "?"),
                UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "<"),
                UInt8(ascii: ">"):
                return false
            case let byte where !Bytes.isVisible(byte):
                return false
            default:
                break
            }
        }
        return true
    }
}
