/// Reads a chunked body (RFC 9112, section 7.1): sizes, extensions, trailers, and where bytes lie.
///
/// Extensions and trailers are checked, bounded and otherwise ignored. The scanner moves along the
/// caller's buffer: what it has passed is not looked at again.
struct ChunkScanner: Hashable, Sendable {
    private enum Phase: Hashable {
        case sizeStart
        case size
        case extensionName(isEmpty: Bool)
        case extensionValueStart
        case extensionValue
        case extensionQuoted
        case extensionEscape
        case extensionEnd
        case sizeLineFeed
        case bytes(left: Int)
        case bytesReturn
        case bytesLineFeed
        case trailers(FieldScanner, count: Int)
    }

    enum Step: Hashable {
        case needsMore
        /// Bytes of the body, at this place in the span.
        case content(Range<Int>)
        case complete
    }

    private let limits: HTTPLimits
    private var phase = Phase.sizeStart
    private var size = 0
    private var digits = 0
    private var overhead = 0
    /// How many bytes of the body were announced so far.
    private(set) var announced = 0

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Reads on from `cursor`, which is moved; `limit` bounds the announced bytes of the body.
    mutating func scan(
        _ bytes: Span<UInt8>, _ cursor: inout Int, limit: Int
    ) throws(HTTPRefusal) -> Step {
        while cursor < bytes.count {
            switch phase {
            case .bytes(let left):
                let end = min(bytes.count, cursor + left)
                let content = cursor..<end
                phase = left == content.count ? .bytesReturn : .bytes(left: left - content.count)
                cursor = end
                return .content(content)
            case .bytesReturn:
                guard bytes[cursor] == Bytes.carriageReturn else { throw .malformedChunk }
                cursor += 1
                phase = .bytesLineFeed
            case .bytesLineFeed:
                guard bytes[cursor] == Bytes.lineFeed else { throw .malformedChunk }
                cursor += 1
                phase = .sizeStart
            case .trailers(var section, let count):
                return try scanTrailers(bytes, &cursor, &section, count)
            case .sizeStart, .size, .sizeLineFeed, .extensionName, .extensionValueStart,
                .extensionValue, .extensionQuoted, .extensionEscape, .extensionEnd:
                overhead += 1
                guard overhead <= limits.chunkOverhead else { throw .malformedChunk }
                try readSizeLine(bytes[cursor], limit: limit)
                cursor += 1
            }
        }
        return .needsMore
    }

    /// Trailers are read in place, so the caller keeps them in its buffer until they are complete.
    private mutating func scanTrailers(
        _ bytes: Span<UInt8>, _ cursor: inout Int, _ section: inout FieldScanner, _ seen: Int
    ) throws(HTTPRefusal) -> Step {
        var count = seen
        let bytes = bytes.extracting(droppingFirst: cursor)
        while true {
            switch try section.scan(bytes, limit: limits.fields) {
            case .needsMore:
                phase = .trailers(section, count: count)
                return .needsMore
            case .field(let field):
                count += 1
                guard count <= limits.fieldCount else { throw .tooManyFields }
                // What frames or routes must be known before the body (RFC 9110, section 6.5.1).
                if bytes.matches(lowercase: "content-length", at: field.name)
                    || bytes.matches(lowercase: "transfer-encoding", at: field.name)
                    || bytes.matches(lowercase: "connection", at: field.name)
                    || bytes.matches(lowercase: "host", at: field.name)
                {
                    throw .conflictingFraming
                }
            case .complete:
                cursor += section.cursor
                return .complete
            }
        }
    }

    private mutating func readSizeLine(_ byte: UInt8, limit: Int) throws(HTTPRefusal) {
        switch phase {
        case .sizeStart:
            guard let digit = Bytes.hexadecimal(byte) else { throw .malformedChunk }
            size = Int(digit)
            digits = 1
            phase = .size
        case .size:
            if let digit = Bytes.hexadecimal(byte) {
                // Fifteen digits can not overflow, and nobody needs the sixteenth.
                guard digits < 15 else { throw .malformedChunk }
                digits += 1
                size = size &* 16 &+ Int(digit)
            } else {
                try endExtension(byte)
            }
        case .extensionName(let isEmpty):
            if Bytes.isToken(byte) {
                phase = .extensionName(isEmpty: false)
            } else if isEmpty {
                throw .malformedChunk
            } else if byte == UInt8(ascii: "=") {
                phase = .extensionValueStart
            } else {
                try endExtension(byte)
            }
        case .extensionValueStart:
            if byte == UInt8(ascii: "\"") {
                phase = .extensionQuoted
            } else if Bytes.isToken(byte) {
                phase = .extensionValue
            } else {
                throw .malformedChunk
            }
        case .extensionValue:
            if !Bytes.isToken(byte) { try endExtension(byte) }
        case .extensionQuoted:
            switch byte {
            case UInt8(ascii: "\""): phase = .extensionEnd
            case UInt8(ascii: "\\"): phase = .extensionEscape
            default: guard Bytes.isFieldValue(byte) else { throw .malformedChunk }
            }
        case .extensionEscape:
            guard Bytes.isFieldValue(byte) else { throw .malformedChunk }
            phase = .extensionQuoted
        case .extensionEnd:
            try endExtension(byte)
        case .sizeLineFeed:
            guard byte == Bytes.lineFeed else { throw .malformedChunk }
            try sizeKnown(limit: limit)
        case .bytes, .bytesReturn, .bytesLineFeed, .trailers:
            break  // not part of a size line
        }
    }

    private mutating func endExtension(_ byte: UInt8) throws(HTTPRefusal) {
        switch byte {
        case UInt8(ascii: ";"): phase = .extensionName(isEmpty: true)
        case Bytes.carriageReturn: phase = .sizeLineFeed
        case Bytes.lineFeed: throw .bareLineEnd
        default: throw .malformedChunk
        }
    }

    private mutating func sizeKnown(limit: Int) throws(HTTPRefusal) {
        guard size <= limit - announced else { throw .bodyTooLarge }
        announced += size
        phase = size == 0 ? .trailers(FieldScanner(at: 0), count: 0) : .bytes(left: size)
    }
}
