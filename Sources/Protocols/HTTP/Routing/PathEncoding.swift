extension HTTPRouter {
    static func equal(_ bytes: [UInt8], _ segment: Range<Int>, _ text: [UInt8]) -> Bool {
        guard segment.count == text.count else { return false }
        let path = bytes.span
        let wanted = text.span
        for offset in wanted.indices {
            guard path[segment.lowerBound + offset] == wanted[offset] else { return false }
        }
        return true
    }

    /// The segment behind a slash, up to the next one.
    static func segment(_ bytes: [UInt8], after slash: Int, _ end: Int) -> Range<Int> {
        let bytes = bytes.span
        var stop = slash + 1
        while stop < end, bytes[stop] != Bytes.slash { stop += 1 }
        return slash + 1..<stop
    }

    /// Whether every percent sign is followed by two hexadecimal digits.
    static func isWellEncoded(_ bytes: [UInt8], _ path: Range<Int>) -> Bool {
        let bytes = bytes.span
        for index in path where bytes[index] == Bytes.percent {
            guard index + 2 < path.upperBound, Bytes.hexadecimal(bytes[index + 1]) != nil,
                Bytes.hexadecimal(bytes[index + 2]) != nil
            else { return false }
        }
        return true
    }

    /// The text of a segment; nil when it is not UTF-8 or would not stay one segment.
    static func decoded(_ segment: ArraySlice<UInt8>) -> String? {
        if !segment.contains(Bytes.percent) {
            // What stands in a path unencoded is visible ASCII.
            return isDots(segment) ? nil : String(decoding: segment, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(segment.count)
        var index = segment.startIndex
        while index < segment.endIndex {
            var byte = segment[index]
            if byte == Bytes.percent {
                guard index + 2 < segment.endIndex,
                    let high = Bytes.hexadecimal(segment[index + 1]),
                    let low = Bytes.hexadecimal(segment[index + 2])
                else { return nil }
                byte = high << 4 | low
                index += 2
            }
            guard byte >= 0x20, byte != 0x7F, byte != Bytes.slash else { return nil }
            decoded.append(byte)
            index += 1
        }
        guard !isDots(decoded[...]) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Whether a segment means "here" or "one up" to a file system.
    static func isDots(_ segment: ArraySlice<UInt8>) -> Bool {
        segment.count <= 2 && !segment.isEmpty && segment.allSatisfy { $0 == UInt8(ascii: ".") }
    }
}
