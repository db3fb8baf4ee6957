extension JSONScanner {
    // MARK: - Text

    /// Reads a string.
    package mutating func readString() throws(JSONError) -> String {
        try expect(.string)
        let token = try string()
        if token.hasEscapes {
            let text = try JSONEscape.unescape(bytes.span, token.range)
            return String(decoding: text, as: UTF8.self)
        }
        return String(decoding: bytes[token.range], as: UTF8.self)
    }

    /// Reads a string; `null` is `nil`.
    package mutating func readOptionalString() throws(JSONError) -> String? {
        if try readNull() { return nil }
        return try readString()
    }

    /// Reads a string as the bytes of its text, for a text that is itself JSON or only compared.
    package mutating func readStringBytes() throws(JSONError) -> [UInt8] {
        try expect(.string)
        let token = try string()
        return token.hasEscapes
            ? try JSONEscape.unescape(bytes.span, token.range) : Array(bytes[token.range])
    }

    /// Reads a string and looks it up among known words; `nil` for another word.
    package mutating func readIndex(in words: JSONNames) throws(JSONError) -> Int? {
        try expect(.string)
        let token = try string()
        guard token.hasEscapes else { return words.index(of: bytes.span, token.range) }
        let text = try JSONEscape.unescape(bytes.span, token.range)
        return words.index(of: text.span, 0..<text.count)
    }

    /// Reads a string, or a number or boolean as it is written; anything else is skipped as `nil`.
    ///
    /// For members that senders write now as text and now as a number.
    package mutating func readText() throws(JSONError) -> String? {
        switch try kind() {
        case .string: return try readString()
        case .number, .bool: return String(decoding: try readRaw(), as: UTF8.self)
        case .null, .object, .array:
            try skipValue()
            return nil
        }
    }

    // MARK: - The rest

    /// Reads a boolean.
    package mutating func readBool() throws(JSONError) -> Bool {
        try expect(.bool)
        let value = bytes[offset] == UInt8(ascii: "t")
        offset = try JSONLexer.literal(bytes.span, from: offset)
        phase = .afterValue
        return value
    }

    /// Reads a boolean; `null` is `nil`.
    package mutating func readOptionalBool() throws(JSONError) -> Bool? {
        if try readNull() { return nil }
        return try readBool()
    }

    /// Reads `null` when it stands here; otherwise reads nothing.
    package mutating func readNull() throws(JSONError) -> Bool {
        guard try firstByte() == UInt8(ascii: "n") else { return false }
        offset = try JSONLexer.literal(bytes.span, from: offset)
        phase = .afterValue
        return true
    }

    /// Reads any value as the bytes it is written in, checked, without the white space around it.
    package mutating func readRaw() throws(JSONError) -> ArraySlice<UInt8> {
        _ = try firstByte()
        let start = offset
        try skipValue()
        return bytes[start..<offset]
    }

    // MARK: - Steps

    mutating func expect(_ expected: JSONKind) throws(JSONError) {
        guard try kind() == expected else { throw JSONError(.wrongKind, at: offset) }
    }

    /// Steps over the string that is known to start here.
    mutating func string() throws(JSONError) -> (range: Range<Int>, hasEscapes: Bool) {
        let start = offset &+ 1
        let token = try JSONLexer.string(bytes.span, from: start)
        offset = token.end &+ 1
        phase = .afterValue
        return (start..<token.end, token.hasEscapes)
    }
}
