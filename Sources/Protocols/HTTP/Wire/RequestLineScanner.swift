/// Reads a request line byte by byte, and can stop after any of them (RFC 9112, section 3).
struct RequestLineScanner: Hashable, Sendable {
    private enum Phase: Hashable {
        case method
        case target
        case version
        case lineFeed
    }

    private var phase = Phase.method
    private(set) var cursor = 0
    private var targetStart = 0
    private var versionStart = 0
    private(set) var method = HTTPMethod.get
    private(set) var version = HTTPVersion.oneOne

    var target: Range<Int> { targetStart..<max(targetStart, versionStart - 1) }

    /// Reads on; true when the line is complete and `cursor` stands behind it.
    mutating func scan(
        _ bytes: Span<UInt8>, limit: Int
    ) throws(HTTPRefusal) -> Bool {
        while cursor < bytes.count {
            switch phase {
            case .method: try scanMethod(bytes)
            case .target: try scanTarget(bytes, limit: limit)
            case .version: try scanVersion(bytes, limit: limit)
            case .lineFeed:
                guard bytes[cursor] == Bytes.lineFeed else { throw .bareLineEnd }
                cursor += 1
                return true
            }
        }
        return false
    }

    private mutating func scanMethod(_ bytes: Span<UInt8>) throws(HTTPRefusal) {
        var index = cursor
        while index < bytes.count, Bytes.isToken(bytes[index]) { index += 1 }
        cursor = index
        if index > HTTPMethod.longest { throw .unknownMethod }
        guard index < bytes.count else { return }
        guard bytes[index] == Bytes.space, index > 0 else { throw .malformedRequestLine }
        guard let known = HTTPMethod(bytes, 0..<index) else { throw .unknownMethod }
        method = known
        targetStart = index + 1
        cursor = index + 1
        phase = .target
    }

    private mutating func scanTarget(_ bytes: Span<UInt8>, limit: Int) throws(HTTPRefusal) {
        var index = cursor
        let end = min(bytes.count, limit + 1)
        while index < end, Bytes.isVisible(bytes[index]) { index += 1 }
        cursor = index
        if index > limit { throw .targetTooLong }
        guard index < bytes.count else { return }
        switch bytes[index] {
        case Bytes.space:
            guard index > targetStart else { throw .malformedRequestLine }
            versionStart = index + 1
            cursor = index + 1
            phase = .version
        case Bytes.carriageReturn, Bytes.lineFeed:
            // A request line without a version was HTTP/0.9, or never was one.
            throw .malformedRequestLine
        default:
            throw .malformedTarget
        }
    }

    private mutating func scanVersion(_ bytes: Span<UInt8>, limit: Int) throws(HTTPRefusal) {
        let end = versionStart + 8
        if end > limit { throw .targetTooLong }
        while cursor < bytes.count, cursor < end {
            let offset = cursor - versionStart
            guard Self.mayStand(bytes[cursor], at: offset) else { throw .malformedRequestLine }
            cursor += 1
        }
        guard cursor == end, cursor < bytes.count else { return }
        if bytes[cursor] == Bytes.lineFeed { throw .bareLineEnd }
        guard bytes[cursor] == Bytes.carriageReturn else { throw .malformedRequestLine }
        switch (bytes[end - 3], bytes[end - 1]) {
        case (UInt8(ascii: "1"), UInt8(ascii: "1")): version = .oneOne
        case (UInt8(ascii: "1"), UInt8(ascii: "0")): version = .oneZero
        default: throw .unsupportedVersion
        }
        cursor += 1
        phase = .lineFeed
    }

    /// Whether a byte fits the shape `HTTP/digit.digit` at this place.
    private static func mayStand(_ byte: UInt8, at offset: Int) -> Bool {
        switch offset {
        case 0: byte == UInt8(ascii: "H")
        case 1, 2: byte == UInt8(ascii: "T")
        case 3: byte == UInt8(ascii: "P")
        case 4: byte == Bytes.slash
        case 6: byte == UInt8(ascii: ".")
        default: byte &- UInt8(ascii: "0") < 10
        }
    }
}
