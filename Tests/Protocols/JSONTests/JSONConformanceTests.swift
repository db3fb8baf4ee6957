import JSON
import Testing

@Suite struct `The JSON grammar` {
    static let sound = [
        "{}", "[]", "0", "-0", "1", "-1", "10", "0.5", "-0.5e+10", "1E5", "1e-5", "123.456e7",
        "true", "false", "null", "\"\"", "\"a\"", " \t\r\n[ \t\r\n1 , 2 ]\t ",
        "{\"a\":1}", "{\"a\":{\"b\":[{},[],\"\"]}}", "[1,\"2\",true,null,{\"\":0}]",
        "{\"a\":1,\"a\":2}", #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\u00e9""#, #""\uD83D\uDE00""#,
        #""\ud83d\ude00x""#, "\"é ü 漢 😀\"", "\"\u{7F}\"", "\"\u{2028}\"", "\"\u{FFFF}\"",
        "123456789012345678901234567890", "1e400",
        "\"a\u{0}b\"".replacing("\u{0}", with: "\\u0000"),
        "[[[[[[[[[[]]]]]]]]]]", "\"'\"", "[-1.5,0,0.0]",
    ]

    @Test(arguments: sound) func `accepts`(_ text: String) throws {
        var scanner = JSONScanner(Array(text.utf8))
        try scanner.finish()
    }

    @Test(arguments: sound) func `is read the same when walked and when skipped`(_ text: String) {
        // Only a number no type can hold is refused by walking.
        let walked = Result { () throws(JSONError) in try JSONTree.read(Array(text.utf8)) }
        if case .failure(let error) = walked { #expect(error.code == .numberOutOfRange) }
    }

    static let unsound: [(String, JSONError.Code)] = [
        ("", .empty), (" \n", .empty), ("{", .unexpectedEnd), ("[", .unexpectedEnd),
        ("[1", .unexpectedEnd), ("[1,", .unexpectedEnd), ("{\"a\"", .unexpectedEnd),
        ("{\"a\":", .unexpectedEnd), ("{\"a\":1", .unexpectedEnd), ("{\"a\":1,", .unexpectedEnd),
        ("\"a", .unexpectedEnd), ("\"\\", .unexpectedEnd), ("\"\\u00", .unexpectedEnd),
        ("tru", .unexpectedEnd), ("-", .unexpectedEnd), ("1.", .unexpectedEnd),
        ("1e", .unexpectedEnd), ("1e+", .unexpectedEnd), ("n", .unexpectedEnd),
        ("[1,]", .unexpectedByte), ("[,1]", .unexpectedByte), ("[1 2]", .unexpectedByte),
        ("{\"a\":1,}", .unexpectedByte), ("{,}", .unexpectedByte), ("{a:1}", .unexpectedByte),
        ("{'a':1}", .unexpectedByte), ("{\"a\" 1}", .unexpectedByte), ("{\"a\":}", .unexpectedByte),
        ("{1:2}", .unexpectedByte), ("[}", .unexpectedByte), ("{]", .unexpectedByte),
        ("{\"a\":1]", .unexpectedByte), ("[1}", .unexpectedByte), ("]", .unexpectedByte),
        ("tRue", .unexpectedByte), ("nul1", .unexpectedByte), ("True", .unexpectedByte),
        ("NaN", .unexpectedByte), ("Infinity", .unexpectedByte), ("+1", .unexpectedByte),
        (".5", .unexpectedByte), ("'a'", .unexpectedByte), ("/* */1", .unexpectedByte),
        ("\u{FEFF}{}", .unexpectedByte), ("\u{A0}1", .unexpectedByte), ("\u{B}1", .unexpectedByte),
        ("01", .invalidNumber), ("-01", .invalidNumber), ("00", .invalidNumber),
        ("1.e5", .invalidNumber), ("1.x", .invalidNumber), ("1ex", .invalidNumber),
        ("-x", .invalidNumber), ("-Infinity", .invalidNumber),
        ("1 2", .trailingBytes), ("{}{}", .trailingBytes), ("[],", .trailingBytes),
        ("0x1", .trailingBytes), ("1//", .trailingBytes), ("nulll", .trailingBytes),
        ("\"a\"b", .trailingBytes), ("{}\u{0}", .trailingBytes), ("1_000", .trailingBytes),
        ("\"\n\"", .controlCharacter), ("\"\t\"", .controlCharacter),
        ("\"\u{0}\"", .controlCharacter),
        ("\"\u{1F}\"", .controlCharacter), ("{\"\n\":1}", .controlCharacter),
        (#""\x41""#, .invalidEscape), (#""\u00g0""#, .invalidEscape),
        (#""\U0041""#, .invalidEscape),
        (#""\'""#, .invalidEscape), (#""\u+041""#, .invalidEscape), (#""\u 041""#, .invalidEscape),
        (#""\uD83D""#, .loneSurrogate), (#""\uDE00""#, .loneSurrogate),
        (#""\uD83D\uD83D""#, .loneSurrogate), (#""\uD83Dx""#, .loneSurrogate),
        (#""\uD83D\n""#, .loneSurrogate), (#""\uDE00\uD83D""#, .loneSurrogate),
        (#""\uD83D\u0041""#, .loneSurrogate),
    ]

    @Test(arguments: unsound) func `refuses`(_ text: String, _ code: JSONError.Code) {
        let bytes = Array(text.utf8)
        #expect(throws: JSONError.self) { try JSONTree.read(bytes) }
        var scanner = JSONScanner(bytes)
        let error = #expect(throws: JSONError.self) { try scanner.finish() }
        #expect(error?.code == code)
        #expect((0...bytes.count).contains(error?.offset ?? -1))
    }

    static let brokenUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
        [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xE2, 0x82],
        [0xE2, 0x28, 0xA1], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xFE], [0xFF],
    ]

    @Test(arguments: brokenUTF8) func `refuses what is not UTF-8`(_ broken: [UInt8]) {
        for bytes in [
            [0x22] + broken + [0x22], [0x22] + broken, [0x22, 0x61] + broken + [0x22, 0x20],
        ] {
            var scanner = JSONScanner(bytes)
            let error = #expect(throws: JSONError.self) { try scanner.finish() }
            #expect(error?.code == .invalidUTF8)
        }
    }

    @Test func `lets 64 containers be open and no more`() throws {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let inner = open == "[" ? "" : "1"
            let sound =
                String(repeating: open, count: 64) + inner + String(repeating: close, count: 64)
            var scanner = JSONScanner(Array(sound.utf8))
            try scanner.finish()
            _ = try JSONTree.read(Array(sound.utf8))

            let deep =
                String(repeating: open, count: 65) + inner + String(repeating: close, count: 65)
            for read in [
                { try JSONTree.read(Array(deep.utf8)) },
                {
                    var scanner = JSONScanner(Array(deep.utf8))
                    try scanner.finish()
                    return JSONTree.null
                },
            ] {
                let error = #expect(throws: JSONError.self) { _ = try read() }
                #expect(error?.code == .tooDeep)
            }
        }
    }

    @Test func `survives a body of a million brackets`() {
        var scanner = JSONScanner([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        #expect(throws: JSONError(.tooDeep, at: 64)) { try scanner.finish() }
    }
}
