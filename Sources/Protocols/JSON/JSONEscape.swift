/// One escape sequence inside a string.
struct JSONEscape {
    let scalar: Unicode.Scalar
    /// The offset after the sequence; after the second half for a surrogate pair.
    let end: Int

    /// Reads the sequence whose backslash stands at `start`.
    static func read(
        _ bytes: borrowing Span<UInt8>, at start: Int
    ) throws(JSONError) -> JSONEscape {
        let letter = start &+ 1
        guard letter < bytes.count else { throw JSONError(.unexpectedEnd, at: letter) }
        let scalar: Unicode.Scalar
        switch bytes[letter] {
        case UInt8(ascii: "\""): scalar = "\""
        case UInt8(ascii: "\\"): scalar = "\\"
        case UInt8(ascii: "/"): scalar = "/"
        case UInt8(ascii: "b"): scalar = "\u{8}"
        case UInt8(ascii: "f"): scalar = "\u{C}"
        case UInt8(ascii: "n"): scalar = "\n"
        case UInt8(ascii: "r"): scalar = "\r"
        case UInt8(ascii: "t"): scalar = "\t"
        case UInt8(ascii: "u"): return try readUnicode(bytes, at: start)
        default: throw JSONError(.invalidEscape, at: letter)
        }
        return JSONEscape(scalar: scalar, end: letter &+ 1)
    }

    private static func readUnicode(
        _ bytes: borrowing Span<UInt8>, at start: Int
    ) throws(JSONError) -> JSONEscape {
        let unit = try codeUnit(bytes, at: start &+ 2)
        let end = start &+ 6
        if let scalar = Unicode.Scalar(unit) { return JSONEscape(scalar: scalar, end: end) }
        guard unit < 0xDC00, end &+ 1 < bytes.count, bytes[end] == JSONLexer.backslash,
            bytes[end &+ 1] == UInt8(ascii: "u")
        else {
            throw JSONError(.loneSurrogate, at: start)
        }
        let low = try codeUnit(bytes, at: end &+ 2)
        let joined = 0x10000 + (UInt32(unit & 0x3FF) << 10) + UInt32(low & 0x3FF)
        guard (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(joined) else {
            throw JSONError(.loneSurrogate, at: start)
        }
        return JSONEscape(scalar: scalar, end: end &+ 6)
    }

    /// Four hexadecimal digits.
    private static func codeUnit(
        _ bytes: borrowing Span<UInt8>, at start: Int
    ) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for index in start..<(start &+ 4) {
            guard index < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
            let byte = bytes[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte &- UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte &- UInt8(ascii: "a") &+ 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte &- UInt8(ascii: "A") &+ 10
            default: throw JSONError(.invalidEscape, at: index)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// The text of a string without its escapes; the bytes were checked by `JSONLexer.string`.
    static func unescape(
        _ bytes: borrowing Span<UInt8>, _ range: Range<Int>
    ) throws(JSONError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = bytes[offset]
            if byte == JSONLexer.backslash {
                let escape = try read(bytes, at: offset)
                text.append(
                    contentsOf: UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter)
                offset = escape.end
            } else {
                text.append(byte)
                offset &+= 1
            }
        }
        return text
    }
}
