import CXML
import Testing

@Suite struct `A value of a document` {
    @Test(arguments: [
        "https://a.test", "http://a.test/", "HTTP://A.test:80/x", "https://10.0.0.1:8443?a=b#c",
        "https://[2001:db8::1]/x", "https://a_b-c.test/%20'()*+,;=:@!$&~",
    ])
    func `is a web address`(_ text: String) throws {
        #expect(try WebURL(text).text == text)
    }

    @Test(
        arguments: [
            ("", .empty), ("a.test", .malformed), ("/x", .malformed), ("//a.test/x", .malformed),
            ("ftp://a.test", .malformed), ("wss://a.test", .malformed),
            ("https:/a.test", .malformed),
            ("https://", .malformed), ("https:///x", .malformed), ("https://?x", .malformed),
            ("https://u:p@a.test", .malformed), ("https://a.test:", .malformed),
            ("https://a.test:0", .malformed), ("https://a.test:65536", .malformed),
            ("https://a.test:8o", .malformed), ("https://-a.test", .malformed),
            ("https://a.test.", .malformed), ("https://[::1", .malformed),
            ("https://[::1]x", .malformed),
            ("https://[g::]", .malformed), ("https://a..%41", .malformed),
            ("https://a.test/ x", .illegalCharacter), ("https://a.test/\n", .illegalCharacter),
            ("https://a.test/é", .illegalCharacter), ("https://a.test/<x>", .illegalCharacter),
            ("https://a.test/\"", .illegalCharacter), ("https://a.test/\u{7F}", .illegalCharacter),
            ("http\u{13}://a.test", .illegalCharacter),
            ("https://a.test/" + String(repeating: "x", count: 2_040), .tooLong),
        ] as [(String, CXMLError.Code)])
    func `is no web address`(_ text: String, _ code: CXMLError.Code) {
        #expect(throws: CXMLError(code, "web address")) { try WebURL(text) }
    }

    @Test func `may be a web address with more behind it`() throws {
        let base = try WebURL("https://a.test")
        #expect(try base.appending("/cb/abc?x=1").text == "https://a.test/cb/abc?x=1")
        for path in ["", ".evil.test/", "@evil.test/", "/ x", "/\"", "/é"] {
            #expect(throws: CXMLError.self) { try base.appending(path) }
        }
        #expect(throws: CXMLError(.tooLong, "path")) {
            try base.appending("/" + String(repeating: "x", count: 2_048))
        }
    }

    @Test func `is a stream address only with wss`() throws {
        _ = try StreamURL("wss://media.example.test/x")
        for text in ["ws://a.test", "https://a.test", "wss://"] {
            #expect(throws: CXMLError.self) { try StreamURL(text) }
        }
    }

    @Test(arguments: ["vapi", "superdash.ai", "millis-us", "11labs", "x", "call2me-tcp"])
    func `is a provider`(_ text: String) throws {
        #expect(try ProviderID(text).text == text)
    }

    @Test(arguments: [
        "", "Vapi", "va pi", "vapi\n", "va/pi", "vapi_udp", "véa",
        String(repeating: "a", count: 65),
    ])
    func `is no provider`(_ text: String) {
        #expect(throws: CXMLError.self) { try ProviderID(text) }
    }

    @Test(arguments: [
        ("11labs", "elevenlabs"), (" 11Labs\n", "elevenlabs"), ("Retell", "retell"),
        ("elevenlabs", "elevenlabs"), ("Superdash.AI", "superdash.ai"), ("deepvox", "deepvox"),
    ])
    func `is the provider an operator means`(_ text: String, _ provider: String) throws {
        #expect(try ProviderID.normalised(text).text == provider)
    }

    @Test func `is refused as a provider even after normalising`() {
        for text in ["", "  ", "11 labs", "x_y"] {
            #expect(throws: CXMLError.self) { try ProviderID.normalised(text) }
        }
    }

    @Test func `joins trunks without white space`() throws {
        #expect(try TrunkList(["a", "b-2", "733"]).text == "a,b-2,733")
        for names in [
            [], [""], ["a", ""], ["a,b"], ["a b"], [" a"], ["a\n"], ["a\u{0}"], ["a\u{A0}b"],
        ] {
            #expect(throws: CXMLError.self) { try TrunkList(names) }
        }
    }

    @Test(arguments: [0, -1, 86_401, Int.min, Int.max]) func `is no number of seconds`(
        _ number: Int
    ) {
        #expect(throws: CXMLError.self) { try Seconds(number) }
        #expect((1...86_400).contains(Seconds(clamping: number).value))
    }

    @Test(
        arguments: [
            (.seconds(20), 20), (.milliseconds(20_001), 21), (.nanoseconds(1), 1),
            (.seconds(86_400), 86_400),
        ] as [(Duration, Int)])
    func `is a duration in started seconds`(_ duration: Duration, _ seconds: Int) throws {
        #expect(try Seconds(duration).value == seconds)
    }

    @Test(
        arguments: [
            .zero, .seconds(-1), .milliseconds(-1), .seconds(86_401), .seconds(Int64.max),
            .seconds(Int64.min), .milliseconds(86_400_001),
        ] as [Duration])
    func `is no duration`(_ duration: Duration) {
        #expect(throws: CXMLError.self) { try Seconds(duration) }
    }

    @Test func `keeps noun text on one line`() throws {
        #expect(try NounText("agent 7 é").text == "agent 7 é")
        for text in [
            "", " a", "a ", "a\n", "\u{A0}a", "a\u{0}b", "a\nb", "a\tb", "a\u{85}b", "a\u{FFFE}",
        ] {
            #expect(throws: CXMLError.self) { try NounText(text) }
        }
    }

    @Test func `keeps numbers without white space`() throws {
        for text in ["+13035550142", "1004", "anonymous", "*97", "a;b=c"] {
            #expect(try DialedNumber(text).text == text)
        }
        for text in ["", "1 2", " 1", "1\u{2003}2", "1\n", String(repeating: "1", count: 129)] {
            #expect(throws: CXMLError.self) { try DialedNumber(text) }
        }
    }

    @Test func `refuses an attribute it could not carry`() throws {
        #expect(try AttributeText("a\n\"b\" <c> & d").text == "a\n\"b\" <c> & d")
        for text in ["", "a\u{0}", "\u{1B}", "\u{FFFF}", String(repeating: "a", count: 2_049)] {
            #expect(throws: CXMLError.self) { try AttributeText(text) }
        }
    }

    @Test func `is said without what has no sound`() throws {
        #expect(try SpokenText(" \n\u{A0}a\u{0}\u{FFFE} b\r\n").text == "a b")
        for text in ["", "  ", "\u{0}\u{1}", "\n\t"] {
            #expect(throws: CXMLError(.empty, "spoken text")) { try SpokenText(text) }
        }
    }

    @Test(arguments: [
        "ann@pbx.test", "sip:1004@10.0.0.9", "SIP:a@b.test:5061;transport=udp", "a@[::1]:5060;lr",
        "a:b@c.test".replacing(":", with: "="), "sip:sip@b.test",
    ])
    func `is a SIP address`(_ text: String) throws {
        #expect(try SIPAddress(text).text == text)
    }

    @Test(arguments: [
        "", "ann", "@b.test", "ann@", "sip:@b.test", "a b@c.test", "a@b c", "a@b.test;transport=ws",
        "a@b.test;", "a@b.test;=x", "a@b.test;x=", "a@b.test;transport", "a@b@c", "sips:a@b.test",
        "sip\u{1A}a@b.test", "é@b.test", "a@b.test:0",
    ])
    func `is no SIP address`(_ text: String) {
        #expect(throws: CXMLError.self) { try SIPAddress(text) }
    }

    @Test func `is a header of one line`() throws {
        #expect(try SIPHeader("X-Empty", "").value == "")
        for (name, value) in [
            ("", "x"), ("a b", "x"), ("a:", "x"), ("é", "x"), ("X", "a\r\nEvil: 1"),
            ("X", "a\u{0}"),
        ] {
            #expect(throws: CXMLError.self) { try SIPHeader(name, value) }
        }
    }

    @Test func `names keys`() throws {
        #expect(KeySet(.star, .one, .star).text == "1*")
        #expect(try KeySet("1234567890*#").text == "1234567890*#")
        for text in ["", "a", "11", "1 ", "１"] {
            #expect(throws: CXMLError.self) { try KeySet(text) }
        }
        for text in ["", "1x", "1 2", "W"] {
            #expect(throws: CXMLError.self) { try ToneSequence(text) }
        }
    }

    @Test func `names voices and languages`() throws {
        #expect(try VoiceName(provider: "Polly", voice: "Joanna").text == "Polly:Joanna")
        for (provider, voice) in [("", "a"), ("a", ""), ("a:b", "c"), ("a b", "c"), ("a", "é")] {
            #expect(throws: CXMLError.self) { try VoiceName(provider: provider, voice: voice) }
        }
        for text in ["", "e", "en-", "-en", "en_US", "e1", "en-verylongsubtag", "en US"] {
            #expect(throws: CXMLError.self) { try LanguageTag(text) }
        }
    }

    @Test func `says nothing of itself in an error`() {
        let error = #expect(throws: CXMLError.self) { try AttributeText("secret\u{0}") }
        #expect(error?.description == "attribute text: illegal_character")
    }
}
