/// Which bytes beyond ASCII make a character.
enum UTF8Sequence {
    /// The length of the UTF-8 sequence at a byte from 0x80 on; zero when there is none.
    ///
    /// The table of RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.
    static func length(_ bytes: borrowing Span<UInt8>, at offset: Int) -> Int {
        var second: ClosedRange<UInt8> = 0x80...0xBF
        let length: Int
        switch bytes[offset] {
        case 0xC2...0xDF: length = 2
        case 0xE0:
            length = 3
            second = 0xA0...0xBF
        case 0xED:
            length = 3
            second = 0x80...0x9F
        case 0xE1...0xEF: length = 3
        case 0xF0:
            length = 4
            second = 0x90...0xBF
        case 0xF1...0xF3: length = 4
        case 0xF4:
            length = 4
            second = 0x80...0x8F
        default: return 0
        }
        guard bytes.count &- offset >= length, second.contains(bytes[offset &+ 1]) else { return 0 }
        for index in 2..<length where bytes[offset &+ index] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// Whether all of the bytes are sound UTF-8.
    static func isSound(_ bytes: borrowing Span<UInt8>) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let length = bytes[offset] < 0x80 ? 1 : length(bytes, at: offset)
            guard length > 0 else { return false }
            offset &+= length
        }
        return true
    }
}
