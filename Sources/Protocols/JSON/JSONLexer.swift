/// The words of JSON: where white space, a string, a number or a literal ends.
///
/// Pure functions over the bytes and an offset; what may follow what is the scanner's business.
/// Every offset handed in lies between zero and the count of the bytes.
enum JSONLexer {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")

    /// Where a string ends, and whether its bytes are its text.
    struct StringToken {
        /// The offset of the closing quote.
        let end: Int
        let hasEscapes: Bool
    }

    /// Where a number ends, and whether it is written without fraction and exponent.
    struct NumberToken {
        let end: Int
        let isInteger: Bool
    }

    static func skipWhitespace(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
        var offset = start
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset &+= 1
            default: return offset
            }
        }
        return offset
    }

    /// Finds the closing quote of the string whose text starts here.
    static func string(
        _ bytes: borrowing Span<UInt8>, from start: Int
    ) throws(JSONError) -> StringToken {
        var offset = start
        var hasEscapes = false
        while true {
            offset = PlainText.skip(bytes, from: offset)
            guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
            switch bytes[offset] {
            case quote:
                return StringToken(end: offset, hasEscapes: hasEscapes)
            case backslash:
                hasEscapes = true
                offset = try JSONEscape.read(bytes, at: offset).end
            case 0..<0x20:
                throw JSONError(.controlCharacter, at: offset)
            default:
                let length = UTF8Sequence.length(bytes, at: offset)
                guard length > 0 else { throw JSONError(.invalidUTF8, at: offset) }
                offset &+= length
            }
        }
    }

    /// Finds the end of the number that starts here.
    static func number(
        _ bytes: borrowing Span<UInt8>, from start: Int
    ) throws(JSONError) -> NumberToken {
        var offset = start
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") { offset &+= 1 }
        guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
        let leadingZero = bytes[offset] == UInt8(ascii: "0")
        let whole = try digits(bytes, from: offset)
        guard !leadingZero || whole == offset &+ 1 else {
            throw JSONError(.invalidNumber, at: offset)
        }
        offset = whole
        var isInteger = true
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            isInteger = false
            offset = try digits(bytes, from: offset &+ 1)
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset &+= 1
            if offset < bytes.count,
                bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
            {
                offset &+= 1
            }
            offset = try digits(bytes, from: offset)
        }
        return NumberToken(end: offset, isInteger: isInteger)
    }

    /// Finds the end of the `true`, `false` or `null` whose first letter stands here.
    static func literal(
        _ bytes: borrowing Span<UInt8>, from start: Int
    ) throws(JSONError) -> Int {
        let word =
            switch bytes[start] {
            case UInt8(ascii: "t"): "true"
            case UInt8(ascii: "f"): "false"
            default: "null"
            }
        var offset = start
        for letter in word.utf8 {
            guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
            guard bytes[offset] == letter else { throw JSONError(.unexpectedByte, at: offset) }
            offset &+= 1
        }
        return offset
    }

    /// Steps over one or more digits.
    private static func digits(
        _ bytes: borrowing Span<UInt8>, from start: Int
    ) throws(JSONError) -> Int {
        var offset = start
        while offset < bytes.count, bytes[offset] &- UInt8(ascii: "0") < 10 { offset &+= 1 }
        guard offset > start else {
            throw JSONError(offset < bytes.count ? .invalidNumber : .unexpectedEnd, at: offset)
        }
        return offset
    }
}
