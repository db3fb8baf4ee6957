/// The byte classes of RFC 9110 and RFC 3986, as bit masks: no table in memory, no branch per class.
enum Bytes {
    static let carriageReturn = UInt8(ascii: "\r")
    static let lineFeed = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let colon = UInt8(ascii: ":")
    static let slash = UInt8(ascii: "/")
    static let percent = UInt8(ascii: "%")

    private static let tokenLow: UInt64 = 0x03FF_6CFA_0000_0000
    private static let tokenHigh: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    /// Whether a byte may stand in a token (RFC 9110, section 5.6.2).
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        guard byte < 128 else { return false }
        let mask = byte < 64 ? tokenLow : tokenHigh
        return (mask &>> UInt64(byte & 63)) & 1 == 1
    }

    /// Whether a byte may stand in a field value: everything but controls (RFC 9110, section 5.5).
    @inline(__always)
    static func isFieldValue(_ byte: UInt8) -> Bool {
        (byte >= 0x20 && byte != 0x7F) || byte == tab
    }

    /// Whether a byte is visible ASCII.
    @inline(__always)
    static func isVisible(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F
    }

    private static let pathLow: UInt64 = 0x2FFF_FFF2_0000_0000
    private static let pathHigh: UInt64 = 0x47FF_FFFE_87FF_FFFF

    /// Whether a byte may stand in a path: `pchar`, the slash and the percent sign (RFC 3986, 3.3).
    @inline(__always)
    static func isPath(_ byte: UInt8) -> Bool {
        guard byte < 128 else { return false }
        let mask = byte < 64 ? pathLow : pathHigh
        return (mask &>> UInt64(byte & 63)) & 1 == 1
    }

    /// The lower-case form of an ASCII letter; any other byte is itself.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// The value of a hexadecimal digit.
    @inline(__always)
    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Span<UInt8> {
    /// Whether the bytes of a range are exactly this text.
    @inline(__always)
    func matches(_ text: String, at range: Range<Int>) -> Bool {
        guard text.utf8.count == range.count else { return false }
        var index = range.lowerBound
        for byte in text.utf8 {
            guard self[index] == byte else { return false }
            index += 1
        }
        return true
    }

    /// Whether the bytes of a range are this lower-case text, letters compared without case.
    @inline(__always)
    func matches(lowercase text: String, at range: Range<Int>) -> Bool {
        guard text.utf8.count == range.count else { return false }
        var index = range.lowerBound
        for byte in text.utf8 {
            guard Bytes.lowercased(self[index]) == byte else { return false }
            index += 1
        }
        return true
    }
}
