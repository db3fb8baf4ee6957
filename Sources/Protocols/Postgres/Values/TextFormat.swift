/// Reads single values in PostgreSQL's text output format; `nil` when the text is not one.
enum TextFormat {
    static func int(_ text: ArraySlice<UInt8>) -> Int64? {
        var digits = text
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        guard !digits.isEmpty else { return nil }
        var number: Int64 = 0
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let digit = Int64(byte &- UInt8(ascii: "0"))
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            // Counted downwards for negatives: the smallest number has no positive twin.
            let (next, carry) =
                isNegative
                ? tens.subtractingReportingOverflow(digit)
                : tens.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            number = next
        }
        return number
    }

    static func bool(_ text: ArraySlice<UInt8>) -> Bool? {
        guard text.count == 1 else { return nil }
        return switch text.first {
        case UInt8(ascii: "t"): true
        case UInt8(ascii: "f"): false
        default: nil
        }
    }

    static func double(_ text: ArraySlice<UInt8>) -> Double? {
        String(validating: text, as: UTF8.self).flatMap { Double($0) }
    }

    /// Hex output (`\x6869`), the server's default since version 9.
    static func bytea(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")]) else { return nil }
        let digits = text.dropFirst(2)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var data: [UInt8] = []
        data.reserveCapacity(digits.count / 2)
        var index = digits.startIndex
        while index < digits.endIndex {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else {
                return nil
            }
            data.append(high << 4 | low)
            index += 2
        }
        return data
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }
}
