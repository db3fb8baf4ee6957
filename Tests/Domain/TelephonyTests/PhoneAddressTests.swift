import Telephony
import Testing

@Suite struct `A phone address` {
    @Test(arguments: [
        ("+441632960001", "441632960001"),
        ("441632960001", "441632960001"),
        ("+44 (1632) 960-001", "441632960001"),
        ("44.1632.960001", "441632960001"),
        ("00441632960001", "00441632960001"),
        ("2101", "2101"),
        ("1+2", "12"),
        ("0", "0"),
    ])
    func `of digits is compared by its digits alone`(raw: String, digits: String) {
        #expect(PhoneAddress(raw).key == .digits(Array(digits.utf8)))
        #expect(PhoneAddress(raw).raw == raw)
    }

    @Test(arguments: [
        ("anonymous", "anonymous"), ("Anonymous", "anonymous"), ("ANONYMOUS", "anonymous"),
        ("Bob.Smith", "bob.smith"), ("*72", "*72"), ("72#", "72#"), ("", ""), ("+", "+"),
        ("()", "()"), ("12a34", "12a34"), ("\u{661}\u{662}\u{663}", "\u{661}\u{662}\u{663}"),
        ("１２３", "１２３"), ("12\u{301}", "12\u{301}"), ("12\u{200B}3", "12\u{200B}3"),
        ("123\n", "123\n"), ("sip:Bob@Host", "sip:bob@host"),
    ])
    func `of anything else is compared whole and without regard to case`(
        raw: String, text: String
    ) {
        #expect(PhoneAddress(raw).key == .text(text))
        #expect(PhoneAddress(raw).raw == raw)
    }

    @Test(arguments: [
        ("+441632960001", "…01"), ("1234567", "…67"), ("123456", "…"), ("2101", "…"),
        ("anonymous", "…"), ("", "…"),
    ])
    func `shows at most the last two digits of a number when masked`(raw: String, masked: String) {
        #expect(PhoneAddress(raw).masked == masked)
    }

    @Test func `takes very long input in its stride`() {
        let digits = String(repeating: "7", count: 1_000_000)
        #expect(PhoneAddress(digits).key == .digits(Array(digits.utf8)))
        #expect(PhoneAddress(digits + "x").key == .text(digits + "x"))
    }
}
