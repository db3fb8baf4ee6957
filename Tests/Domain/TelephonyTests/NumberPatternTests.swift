import Telephony
import Testing

@Suite struct `A number pattern` {
    @Test(arguments: [
        ("+441632960001", "441632960001"), ("441632960001", "441632960001"), ("12 34", "1234"),
        ("(1)2", "12"), ("(+1) 2", "12"), (" +1", "1"), ("1-2.3", "123"), ("0", "0"),
        ("0044", "0044"),
    ])
    func `of digits is exact`(raw: String, digits: String) throws {
        let pattern = try #require(NumberPattern(raw))
        #expect(pattern.form == .exact(Array(digits.utf8)))
        #expect(pattern.raw == raw)
    }

    @Test(arguments: [
        ("44*", "44"), ("+44*", "44"), ("(1)2*", "12"), ("12 34 *", "1234"), ("1.*", "1"),
        ("0*", "0"),
    ])
    func `that ends in a star is a prefix`(raw: String, digits: String) {
        #expect(NumberPattern(raw)?.form == .prefix(Array(digits.utf8)))
    }

    @Test func `of a star alone is everything`() {
        #expect(NumberPattern("*")?.form == .everything)
    }

    @Test(arguments: [
        ("anonymous", "anonymous"), ("Anonymous", "anonymous"), ("bob.smith", "bob.smith"),
        ("Bob_2", "bob_2"), ("bob@pbx.example", "bob@pbx.example"), ("a", "a"),
    ])
    func `that starts with a letter is a name in lower case`(raw: String, name: String) {
        #expect(NumberPattern(raw)?.form == .name(name))
    }

    @Test(arguments: [
        "", " ", "+", "+*", "-", "()*", "**", " *", "* ", "*1", "1*2", "1**", "++1", "+1+", "1+2",
        "1+", "-+1", "+ +1", "+anonymous", "bob*", "bob+1", "2bob", "_bob", "bob smith",
        "sip:bob", "72#", "*72", "1\t2", "1\n", "\u{661}\u{662}", "１２", "12\u{600}*",
        "12\u{301}", "1\u{200B}2", "+\u{301}1", "bob\u{301}", "Łukasz", "ñ", "\u{0}", "a\u{0}",
    ])
    func `of any other shape is refused`(raw: String) {
        #expect(NumberPattern(raw) == nil)
    }

    @Test(arguments: [("7", "8"), ("7", "7*"), ("a", "a")])
    func `has a longest length`(filler: String, last: String) {
        let limit = filler == "a" ? 255 : NumberPattern.maximumDigits
        let longest = String(repeating: filler, count: limit - 1) + last
        #expect(NumberPattern(longest) != nil)
        #expect(NumberPattern(filler + longest) == nil)
        #expect(NumberPattern(String(repeating: filler, count: 1_000_000) + last) == nil)
    }

    @Test(arguments: [
        ("44", "44", true), ("44", "+44", true), ("+44", "44", true), ("44", "441", false),
        ("44", "4", false), ("44*", "44", true), ("44*", "+44 1632", true), ("44*", "4", false),
        ("44*", "0044", false), ("*", "44", true), ("*", "anonymous", true), ("*", "", true),
        ("*", "*72", true), ("anonymous", "Anonymous", true), ("anonymous", "anonymou", false),
        ("anonymous", "44", false), ("44", "anonymous", false), ("44*", "44bob", false),
    ])
    func `matches what it says`(pattern: String, address: String, isMatch: Bool) throws {
        #expect(try #require(NumberPattern(pattern)).matches(PhoneAddress(address)) == isMatch)
    }

    @Test func `is the longer the more it fixes`() throws {
        let lengths = try ["*", "4*", "44*", "44", "441*", "441"].map {
            try #require(NumberPattern($0)).length
        }
        #expect(lengths == [0, 1, 2, 3, 3, 4])
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `is found or refused for any text without a trap`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789+*-(). abZ@#é\u{301}\u{600}\u{661}\r\n😀".unicodeScalars)
        for _ in 0..<200 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                text.append(alphabet.randomElement(using: &random) ?? "0")
            }
            let raw = String(text)
            guard let pattern = NumberPattern(raw) else { continue }
            let shown = raw.unicodeScalars.map { String($0.value, radix: 16) }
            switch pattern.form {
            case .exact, .name:
                #expect(pattern.matches(PhoneAddress(raw)), "seed \(seed), text \(shown)")
            case .prefix:
                #expect(raw.hasSuffix("*"), "seed \(seed), text \(shown)")
                let longer = PhoneAddress(String(raw.dropLast()) + "5")
                #expect(pattern.matches(longer), "seed \(seed), text \(shown)")
            case .everything:
                #expect(raw == "*", "seed \(seed), text \(shown)")
            }
        }
    }
}
