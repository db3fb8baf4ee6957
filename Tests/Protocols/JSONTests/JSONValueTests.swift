import JSON
import Testing

@Suite struct `A JSON value` {
    private func scanner(_ text: String) -> JSONScanner { JSONScanner(Array(text.utf8)) }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("9223372036854775807", Int64.max),
        ("-9223372036854775808", Int64.min), ("1e3", 1_000), ("12.0", 12), ("-2.5e1", -25),
    ])
    func `is a whole number`(_ text: String, _ number: Int64) throws {
        var scanner = scanner(text)
        #expect(try scanner.readInteger() == number)
        try scanner.finish()
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "1.5", "1e19", "1e999", "1e-1",
    ])
    func `is no whole number that can be held`(_ text: String) throws {
        var strict = scanner(text)
        #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try strict.readInteger() }
        var lenient = scanner(text)
        #expect(try lenient.readLenientInteger() == nil)
        try lenient.finish()
    }

    @Test(
        arguments: [
            ("\"512\"", 512), ("\"-3\"", -3), ("\"007\"", 7), ("512", 512), ("null", nil),
            ("\"\"", nil),
            ("\"-\"", nil), ("\"12a\"", nil), ("\" 12\"", nil), ("\"+12\"", nil), ("\"1.0\"", nil),
            ("\"9223372036854775808\"", nil), ("true", nil), ("[1]", nil), ("{\"a\":1}", nil),
        ] as [(String, Int64?)])
    func `may be a number written as text`(_ text: String, _ number: Int64?) throws {
        var lenient = scanner(text)
        #expect(try lenient.readLenientInteger() == number)
        try lenient.finish()
        var strict = scanner(text)
        if text == "null" {
            #expect(try strict.readOptionalInteger(acceptingText: true) == nil)
        } else if let number {
            #expect(try strict.readInteger(acceptingText: true) == number)
        } else {
            #expect(throws: JSONError.self) { try strict.readInteger(acceptingText: true) }
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("-1.5", -1.5), ("4.1", 4.1), ("1e3", 1_000),
            ("2.2250738585072014e-308", 0x1p-1022),
            ("1e-400", 0),
        ] as [(String, Double)])
    func `is a number with a fraction`(_ text: String, _ number: Double) throws {
        var scanner = scanner(text)
        #expect(try scanner.readDouble() == number)
        try scanner.finish()
    }

    @Test func `is refused as a number when no double can hold it`() {
        var scanner = scanner("1e400")
        #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try scanner.readDouble() }
    }

    @Test(arguments: [
        (#""""#, ""), (#""a\"b\\c\/d\b\f\n\r\t""#, "a\"b\\c/d\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u6f22""#, "Aé漢"), (#""\uD83D\uDE00""#, "😀"), (#""x\ud83d\ude00y""#, "x😀y"),
        (#""a\u0000b""#, "a\u{0}b"), (#""\uFFFF\uE000""#, "\u{FFFF}\u{E000}"), ("\"漢字😀\"", "漢字😀"),
        (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
    ])
    func `is text without its escapes`(_ written: String, _ text: String) throws {
        var first = scanner(written)
        #expect(try first.readString() == text)
        try first.finish()
        var second = scanner(written)
        #expect(try second.readStringBytes() == Array(text.utf8))
        var third = scanner(written)
        #expect(try third.readText() == text)
        var fourth = scanner(written)
        #expect(try fourth.readIndex(in: JSONNames(["other", text])) == 1)
    }

    @Test(
        arguments: [
            ("12", "12"), ("-1.50", "-1.50"), ("true", "true"), ("\"x\"", "x"), ("null", nil),
            ("[1]", nil), ("{}", nil),
        ] as [(String, String?)])
    func `has a text when it is no container`(_ written: String, _ text: String?) throws {
        var scanner = scanner(written)
        #expect(try scanner.readText() == text)
        try scanner.finish()
    }

    @Test func `may be null where it is optional`() throws {
        var scanner = scanner(#"[null,null,null,null,null,1]"#)
        try scanner.beginArray()
        for _ in 0..<5 { _ = try scanner.nextElement() }
        #expect(try scanner.readNull())
        _ = try scanner.nextElement()
        #expect(try scanner.readNull() == false)
        #expect(try scanner.readInteger() == 1)
        try scanner.finish()
    }

    @Test func `is optional in every kind`() throws {
        var scanner = scanner(#"[null,null,null,null,"a",1,1.5,true]"#)
        try scanner.beginArray()
        _ = try scanner.nextElement()
        #expect(try scanner.readOptionalString() == nil)
        _ = try scanner.nextElement()
        #expect(try scanner.readOptionalInteger() == nil)
        _ = try scanner.nextElement()
        #expect(try scanner.readOptionalDouble() == nil)
        _ = try scanner.nextElement()
        #expect(try scanner.readOptionalBool() == nil)
        _ = try scanner.nextElement()
        #expect(try scanner.readOptionalString() == "a")
        _ = try scanner.nextElement()
        #expect(try scanner.readOptionalInteger() == 1)
        _ = try scanner.nextElement()
        #expect(try scanner.readOptionalDouble() == 1.5)
        _ = try scanner.nextElement()
        #expect(try scanner.readOptionalBool() == true)
        try scanner.finish()
    }
}

@Suite struct `A set of names` {
    @Test func `finds each of its names and nothing else`() {
        let words = (0..<300).map { "name\($0 % 7)-\($0)" } + [""]
        let names = JSONNames(words)
        for (index, word) in words.enumerated() {
            #expect(names.index(of: word) == index)
            #expect(names.index(of: word + "x") == nil)
            #expect(names.index(of: word.uppercased() + "x") == nil)
        }
        #expect(JSONNames([]).index(of: "a") == nil)
    }

    @Test func `ignores case when told to`() {
        let names = JSONNames(["NoAnswer", "busy"], ignoringCase: true)
        #expect(names.index(of: "NOANSWER") == 0)
        #expect(names.index(of: "noanswer") == 0)
        #expect(names.index(of: "BUSy") == 1)
        #expect(names.index(of: "no answer") == nil)
        #expect(JSONNames(["busy"]).index(of: "Busy") == nil)
    }

    @Test func `does not fold what is no letter`() {
        #expect(JSONNames(["[{"], ignoringCase: true).index(of: "{{") == nil)
        #expect(JSONNames(["@"], ignoringCase: true).index(of: "`") == nil)
    }
}
