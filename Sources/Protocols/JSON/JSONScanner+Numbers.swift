extension JSONScanner {
    /// Reads a whole number; one with fraction or exponent counts when its value is whole.
    ///
    /// With `acceptingText`, a string of digits with or without a minus is taken as a number.
    package mutating func readInteger(
        acceptingText: Bool = false
    ) throws(JSONError) -> Int64 {
        let kind = try kind()
        let start = offset
        if acceptingText, kind == .string {
            guard let value = try textAsInteger() else {
                throw JSONError(.invalidNumber, at: start)
            }
            return value
        }
        guard kind == .number else { throw JSONError(.wrongKind, at: start) }
        guard let value = try numberAsInteger() else {
            throw JSONError(.numberOutOfRange, at: start)
        }
        return value
    }

    /// Reads a whole number; `null` is `nil`.
    package mutating func readOptionalInteger(
        acceptingText: Bool = false
    ) throws(JSONError) -> Int64? {
        if try readNull() { return nil }
        return try readInteger(acceptingText: acceptingText)
    }

    /// Reads a whole number written as such or as text; any other sound value is `nil`.
    package mutating func readLenientInteger() throws(JSONError) -> Int64? {
        switch try kind() {
        case .number: return try numberAsInteger()
        case .string: return try textAsInteger()
        case .object, .array, .bool, .null:
            try skipValue()
            return nil
        }
    }

    /// Reads a number.
    package mutating func readDouble() throws(JSONError) -> Double {
        try expect(.number)
        let start = offset
        let token = try number()
        guard let value = double(token.range) else { throw JSONError(.numberOutOfRange, at: start) }
        return value
    }

    /// Reads a number; `null` is `nil`.
    package mutating func readOptionalDouble() throws(JSONError) -> Double? {
        if try readNull() { return nil }
        return try readDouble()
    }

    // MARK: - Steps

    /// Reads the number that is known to start here; `nil` when it is not whole or too large.
    private mutating func numberAsInteger() throws(JSONError) -> Int64? {
        let token = try number()
        if token.isInteger { return Self.integer(bytes.span, token.range) }
        // The bounds are doubles themselves; what lies between them converts without trapping.
        guard let value = double(token.range), value >= -0x1p63, value < 0x1p63 else { return nil }
        let whole = Int64(value)
        return Double(whole) == value ? whole : nil
    }

    /// Reads the string that is known to start here; `nil` when it is not a whole number.
    private mutating func textAsInteger() throws(JSONError) -> Int64? {
        let token = try string()
        return token.hasEscapes ? nil : Self.integer(bytes.span, token.range)
    }

    private mutating func number() throws(JSONError) -> (range: Range<Int>, isInteger: Bool) {
        let start = offset
        let token = try JSONLexer.number(bytes.span, from: start)
        offset = token.end
        phase = .afterValue
        return (start..<token.end, token.isInteger)
    }

    private func double(_ range: Range<Int>) -> Double? {
        guard let value = Double(String(decoding: bytes[range], as: UTF8.self)), value.isFinite
        else { return nil }
        return value
    }

    /// Digits with or without a minus as a number; `nil` for anything else or when out of range.
    private static func integer(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int64? {
        var offset = range.lowerBound
        let isNegative = !range.isEmpty && bytes[offset] == UInt8(ascii: "-")
        if isNegative { offset &+= 1 }
        guard offset < range.upperBound else { return nil }
        // Counting downwards reaches the lowest number, which has no positive counterpart.
        var value: Int64 = 0
        while offset < range.upperBound {
            let digit = bytes[offset] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let shifted = value.multipliedReportingOverflow(by: 10)
            let sum = shifted.partialValue.subtractingReportingOverflow(Int64(digit))
            if shifted.overflow || sum.overflow { return nil }
            value = sum.partialValue
            offset &+= 1
        }
        if isNegative { return value }
        let negated = Int64(0).subtractingReportingOverflow(value)
        return negated.overflow ? nil : negated.partialValue
    }
}
