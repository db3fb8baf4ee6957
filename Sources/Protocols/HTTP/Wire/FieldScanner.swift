/// Reads a section of field lines up to and with the empty line that ends it.
///
/// The header section and the trailer section have one grammar (RFC 9112, sections 5 and 7.1.2), so
/// both are read here. The scanner can stop after any byte and reads none of them twice.
struct FieldScanner: Hashable, Sendable {
    private enum Phase: Hashable {
        case lineStart
        case name
        case leadingSpace
        case value
        case lineFeed
        case lastLineFeed
    }

    enum Step: Hashable {
        case needsMore
        case field(HTTPHeaders.Field)
        case complete
    }

    private var phase = Phase.lineStart
    private(set) var cursor: Int
    private let start: Int
    private var nameStart = 0
    private var nameEnd = 0
    private var valueStart = 0
    /// The end of the value without the white space behind it.
    private var valueEnd = 0

    init(at start: Int) {
        self.start = start
        cursor = start
    }

    /// Reads on to the end of the next field line or of the section.
    mutating func scan(_ bytes: Span<UInt8>, limit: Int) throws(HTTPRefusal) -> Step {
        let last = start + limit
        while cursor < bytes.count {
            guard cursor < last else { throw .fieldsTooLarge }
            switch phase {
            case .lineStart: try scanLineStart(bytes[cursor])
            case .name: try scanName(bytes, upTo: min(bytes.count, last))
            case .leadingSpace: scanLeadingSpace(bytes, upTo: min(bytes.count, last))
            case .value: try scanValue(bytes, upTo: min(bytes.count, last))
            case .lineFeed:
                guard bytes[cursor] == Bytes.lineFeed else { throw .bareLineEnd }
                cursor += 1
                phase = .lineStart
                return .field(field)
            case .lastLineFeed:
                guard bytes[cursor] == Bytes.lineFeed else { throw .bareLineEnd }
                cursor += 1
                return .complete
            }
        }
        return .needsMore
    }

    private var field: HTTPHeaders.Field {
        // The limits keep every position under 65,536.
        HTTPHeaders.Field(
            nameStart: UInt16(truncatingIfNeeded: nameStart),
            nameCount: UInt16(truncatingIfNeeded: nameEnd - nameStart),
            valueStart: UInt16(truncatingIfNeeded: valueStart),
            valueCount: UInt16(truncatingIfNeeded: valueEnd - valueStart))
    }

    private mutating func scanLineStart(_ byte: UInt8) throws(HTTPRefusal) {
        switch byte {
        case Bytes.carriageReturn:
            cursor += 1
            phase = .lastLineFeed
        case Bytes.lineFeed: throw .bareLineEnd
        case Bytes.space, Bytes.tab: throw .foldedField
        default:
            nameStart = cursor
            phase = .name
        }
    }

    private mutating func scanName(
        _ bytes: Span<UInt8>, upTo end: Int
    ) throws(HTTPRefusal) {
        var index = cursor
        while index < end, Bytes.isToken(bytes[index]) { index += 1 }
        cursor = index
        guard index < end else { return }
        guard bytes[index] == Bytes.colon, index > nameStart else { throw .malformedField }
        nameEnd = index
        cursor = index + 1
        valueStart = index + 1
        phase = .leadingSpace
    }

    private mutating func scanLeadingSpace(_ bytes: Span<UInt8>, upTo end: Int) {
        var index = cursor
        while index < end, bytes[index] == Bytes.space || bytes[index] == Bytes.tab { index += 1 }
        cursor = index
        guard index < end else { return }
        valueStart = index
        valueEnd = index
        phase = .value
    }

    private mutating func scanValue(
        _ bytes: Span<UInt8>, upTo end: Int
    ) throws(HTTPRefusal) {
        var index = cursor
        while index < end, Bytes.isFieldValue(bytes[index]) { index += 1 }
        cursor = index
        guard index < end else { return }
        switch bytes[index] {
        case Bytes.carriageReturn: break
        case Bytes.lineFeed: throw .bareLineEnd
        default: throw .malformedField
        }
        var trimmed = index
        while trimmed > valueStart,
            bytes[trimmed - 1] == Bytes.space || bytes[trimmed - 1] == Bytes.tab
        {
            trimmed -= 1
        }
        valueEnd = trimmed
        cursor = index + 1
        phase = .lineFeed
    }
}
