/// Steps over the bytes of a string that stand for themselves, eight at a time.
///
/// Most of every body is such text, and byte by byte it takes half of the time of reading one.
enum PlainText {
    private static let everyByte: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The offset of the next quote, backslash, control character or byte beyond ASCII.
    static func skip(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
        var offset = start
        while bytes.count &- offset >= 8 {
            let block = bytes.extracting(offset..<(offset &+ 8))
            // Known already; said once more so that the eight reads below need no check each.
            guard block.count == 8 else { break }
            let special = specials(in: word(block))
            if special != 0 { return offset &+ special.trailingZeroBitCount >> 3 }
            offset &+= 8
        }
        while offset < bytes.count, isPlain(bytes[offset]) { offset &+= 1 }
        return offset
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x20 < 0x60 && byte != JSONLexer.quote && byte != JSONLexer.backslash
    }

    /// Eight bytes, the first one lowest; the compiler makes one load of it.
    @inline(__always)
    private static func word(_ block: borrowing Span<UInt8>) -> UInt64 {
        UInt64(block[0]) | UInt64(block[1]) << 8 | UInt64(block[2]) << 16
            | UInt64(block[3]) << 24 | UInt64(block[4]) << 32 | UInt64(block[5]) << 40
            | UInt64(block[6]) << 48 | UInt64(block[7]) << 56
    }

    /// A high bit for the first byte that is not plain; bits above the lowest one say nothing.
    ///
    /// Subtracting borrows from the next byte only above a byte that is found.
    private static func specials(in word: UInt64) -> UInt64 {
        let quotes = word ^ (everyByte &* UInt64(JSONLexer.quote))
        let backslashes = word ^ (everyByte &* UInt64(JSONLexer.backslash))
        let controls = (word &- everyByte &* 0x20) & ~word
        let found = ((quotes &- everyByte) & ~quotes) | ((backslashes &- everyByte) & ~backslashes)
        return (found | controls | word) & highBits
    }
}
