/// Appends markup and escaped text to a buffer.
struct XMLWriter {
    private(set) var bytes: [UInt8]

    init(appendingTo buffer: consuming [UInt8]) {
        bytes = buffer
    }

    /// Appends words of our own that need no escaping.
    mutating func markup(_ literal: String) {
        bytes.append(contentsOf: literal.utf8)
    }

    // MARK: - Attributes

    mutating func attribute(_ name: AttributeName, _ value: String?) {
        guard let value else { return }
        markup(name.rawValue)
        append(value, inAttribute: true)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func attribute(_ name: AttributeName, _ value: Bool?) {
        guard let value else { return }
        markup(name.rawValue)
        markup(value ? "true\"" : "false\"")
    }

    mutating func attribute(_ name: AttributeName, _ value: Int?) {
        guard let value else { return }
        markup(name.rawValue)
        digits(of: value)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func digits(of value: Int) {
        guard value >= 10 else {
            // The values written here are never negative; one that were is written as zero.
            return bytes.append(UInt8(ascii: "0") &+ UInt8(max(value, 0)))
        }
        digits(of: value / 10)
        bytes.append(UInt8(ascii: "0") &+ UInt8(value % 10))
    }

    // MARK: - Text

    mutating func text(_ value: String) {
        append(value, inAttribute: false)
    }

    private mutating func append(_ value: String, inAttribute: Bool) {
        let text = value.utf8
        if Self.isPlain(text.span) {
            bytes.append(contentsOf: text)
        } else {
            appendEscaped(value, inAttribute: inAttribute)
        }
    }

    /// Whether nothing has to be escaped, which is nearly always so.
    ///
    /// Looks at every byte without a branch, which the compiler turns into vector instructions.
    private static func isPlain(_ text: borrowing Span<UInt8>) -> Bool {
        var special: UInt8 = 0
        for index in text.indices {
            let byte = text[index]
            special |=
                (byte == UInt8(ascii: "&") ? 1 : 0) | (byte == UInt8(ascii: "<") ? 1 : 0)
                | (byte == UInt8(ascii: ">") ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0)
                | (byte < 0x20 ? 1 : 0)
        }
        return special == 0
    }

    /// Appends text, with the characters that mean something in XML as references.
    ///
    /// A reader turns bare line ends and tabs of an attribute into spaces, and a bare carriage
    /// return anywhere into a line feed.
    private mutating func appendEscaped(_ value: String, inAttribute: Bool) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "&"): markup("&amp;")
            case UInt8(ascii: "<"): markup("&lt;")
            case UInt8(ascii: ">"): markup("&gt;")
            case UInt8(ascii: "\"") where inAttribute: markup("&quot;")
            case 0x0D: markup("&#13;")
            case 0x0A where inAttribute: markup("&#10;")
            case 0x09 where inAttribute: markup("&#9;")
            default: bytes.append(byte)
            }
        }
    }
}
