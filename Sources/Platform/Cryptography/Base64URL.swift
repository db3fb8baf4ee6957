/// Bytes as text that fits into a URL: the alphabet of RFC 4648, section 5, without padding.
package enum Base64URL {
    /// The text of the bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count / 3 + 1) * 4)
        var index = 0
        while index < bytes.count {
            let second = index + 1 < bytes.count ? bytes[index + 1] : 0
            let third = index + 2 < bytes.count ? bytes[index + 2] : 0
            text.append(alphabet[Int(bytes[index] >> 2)])
            text.append(alphabet[Int(bytes[index] << 4 & 0x30 | second >> 4)])
            if index + 1 < bytes.count {
                text.append(alphabet[Int(second << 2 & 0x3C | third >> 6)])
            }
            if index + 2 < bytes.count {
                text.append(alphabet[Int(third & 0x3F)])
            }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; `nil` when it has a foreign character or could not have been written.
    ///
    /// Every array of bytes has exactly one text: unused bits that are not zero are refused, so that
    /// nobody can change a token without changing what it says.
    package static func decode(_ text: String) -> [UInt8]? {
        decode(text.utf8.span)
    }

    /// The same, for a part of a text.
    package static func decode(_ text: Substring) -> [UInt8]? {
        decode(text.utf8.span)
    }

    private static func decode(_ text: borrowing Span<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for index in text.indices {
            guard let value = value(of: text[index]) else { return nil }
            bits = bits << 6 & 0xFFFF | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            }
        }
        // Six bits left over are a character that carries no byte.
        guard bitCount < 6, bits & ((1 << bitCount) - 1) == 0 else { return nil }
        return bytes
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
