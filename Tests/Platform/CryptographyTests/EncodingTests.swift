import Cryptography
import Testing

@Suite struct `Base64URL text` {
    /// The examples of RFC 4648, section 10, without padding, and the two characters of its own.
    static let examples: [(text: [UInt8], encoded: String)] = [
        ([], ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"), (Array("foo".utf8), "Zm9v"),
        (Array("foob".utf8), "Zm9vYg"), (Array("fooba".utf8), "Zm9vYmE"),
        (Array("foobar".utf8), "Zm9vYmFy"), ([0xFB, 0xEF, 0xFF], "--__"),
    ]

    @Test(arguments: examples)
    func `writes and reads the published examples`(text: [UInt8], encoded: String) {
        #expect(Base64URL.encode(text) == encoded)
        #expect(Base64URL.decode(encoded) == text)
    }

    @Test(arguments: ["A", "AAAAA", "Zg==", "Zh", "Zm9", "Z g", "+/+/", "Zm9v\n", "é", "\u{0}AAA"])
    func `refuses what it would never write`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: 0..<100)
    func `reads back any bytes`(count: Int) {
        let bytes = SecureRandom.bytes(count)
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
}

@Suite struct `Hexadecimal text` {
    @Test func `writes every byte in lower case and reads it in either`() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = Hex.encode(bytes)
        #expect(text.hasPrefix("000102"))
        #expect(text.hasSuffix("fdfeff"))
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode(text.uppercased()) == bytes)
        #expect(Hex.decode("") == [])
    }

    @Test(arguments: ["0", "0g", "abc", " 00", "00 ", "ff\n", "é"])
    func `refuses anything else`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
