import CXML
import Testing

@Suite struct `The CXML validator` {
    static let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

    private func problems(_ inside: String) -> [String] {
        CXMLValidator.validate(Array("\(Self.prolog)<Response>\(inside)</Response>".utf8))
    }

    @Test(arguments: [
        "", "<Hangup/>", "<Hangup></Hangup>", "<Dial>1004</Dial>", "<Pause length=\"0\"/>",
        "<Dial trunks=\"a,b\" timeLimit=\"60\"><Number>+1</Number><Number>2</Number></Dial>",
        "<Dial><Header name=\"X\" value=\"\"/><Sip>a@b.test</Sip></Dial>",
        "<Dial><Service provider=\"retell-tls\" username=\"u\">agent 7</Service></Dial>",
        "<Say>a &amp; b &#x26; c &#38; d &lt;&gt;&quot;&apos;\n</Say>".replacing("\n", with: "."),
        "<Gather finishOnKey=\"\"><Say>x</Say><Pause/></Gather><Say>y</Say>",
        "<Play digits=\"1w2\"/>", "<Start><Stream url=\"wss://a.test\"/></Start><Hangup/>",
    ])
    func `lets pass`(_ inside: String) {
        #expect(problems(inside) == [])
    }

    @Test(arguments: [
        // Names other builders use.
        "<Dial maxDuration=\"60\">1</Dial>", "<Dial ringTone=\"us\">1</Dial>",
        "<Dial answerOnBridge=\"true\">1</Dial>", "<Voicemail/>", "<Enqueue>q</Enqueue>",
        "<Transcribe/>", "<Coach>1</Coach>", "<Queue>q</Queue>", "<Sms>x</Sms>",
        "<Dial><Client>ann</Client></Dial>", "<Gather minDigits=\"1\"/>",
        "<Gather maxDigits=\"1\"/>",
        "<Dial><Conference muteOnEntry=\"true\">r</Conference></Dial>",
        "<Dial><Conference waitUrl=\"https://a.test\">r</Conference></Dial>",
        // White space around values.
        "<Dial><Service provider=\"vapi\"> +1</Service></Dial>",
        "<Dial><Service provider=\"vapi\">+1\n</Service></Dial>",
        "<Dial>\n<Service provider=\"vapi\">+1</Service>\n</Dial>", "<Dial> 1004</Dial>",
        "<Dial><Number>1 2</Number></Dial>", " <Hangup/>", "<Hangup/>\n", "<Say> x</Say>",
        "<Redirect>https://a.test/\n</Redirect>",
        // Values.
        "<Dial timeout=\"0\">1</Dial>", "<Dial timeout=\"-1\">1</Dial>",
        "<Dial timeout=\"\">1</Dial>",
        "<Dial timeout=\"020\">1</Dial>", "<Dial timeout=\"20s\">1</Dial>",
        "<Dial timeout=\"99999999999999999999\">1</Dial>", "<Dial timeLimit=\"0\">1</Dial>",
        "<Dial action=\"/relative\">1</Dial>", "<Dial action=\"ftp://a.test\">1</Dial>",
        "<Dial action=\"\">1</Dial>", "<Dial method=\"post\">1</Dial>",
        "<Dial method=\"PUT\">1</Dial>",
        "<Dial trunks=\"a, b\">1</Dial>", "<Dial trunks=\"\">1</Dial>",
        "<Dial trunks=\"a,,b\">1</Dial>",
        "<Dial forwardHeaders=\"yes\">1</Dial>", "<Dial headers=\"a\">1</Dial>",
        "<Dial headers=\"a=%2\">1</Dial>", "<Dial headers=\"a=b c\">1</Dial>",
        "<Dial record=\"true\">1</Dial>", "<Dial callerId=\"\">1</Dial>",
        "<Dial recordingStatusCallbackEvent=\"completed completed\">1</Dial>",
        "<Dial recordingStatusCallbackEvent=\"completed  absent\">1</Dial>",
        "<Dial><Service provider=\"Vapi\">1</Service></Dial>",
        "<Dial><Service provider=\"\">1</Service></Dial>", "<Dial><Service>1</Service></Dial>",
        "<Dial><Service provider=\"vapi\"></Service></Dial>",
        "<Dial><Service provider=\"vapi\" username=\"\">1</Service></Dial>",
        "<Dial><Sip>sip:nobody</Sip></Dial>", "<Dial><Sip domain=\"x\">a@b.test</Sip></Dial>",
        "<Dial><Conference maxParticipants=\"251\">r</Conference></Dial>",
        "<Dial><Conference trim=\"do-not-trim\">r</Conference></Dial>",
        "<Gather input=\"speech dtmf\"/>", "<Gather finishOnKey=\"12\"/>",
        "<Gather language=\"english language\"/>", "<Pause length=\"-1\"/>",
        "<Pause length=\"1.5\"/>",
        "<Reject reason=\"no\"/>", "<Say></Say>", "<Say voice=\"robot\">x</Say>", "<Play></Play>",
        "<Play>a.mp3</Play>", "<Play digits=\"1\">https://a.test/x</Play>", "<Redirect></Redirect>",
        "<Redirect>/x</Redirect>", "<Start><Stream url=\"https://a.test\"/></Start>",
        "<Start><Stream/></Start>",
        // Structure.
        "<Dial></Dial>", "<Dial/>", "<Dial><Header name=\"X\" value=\"\"/></Dial>",
        "<Dial><Number>1</Number><Sip>a@b.test</Sip></Dial>",
        "<Dial><Sip>a@b.test</Sip><Sip>a@b.test</Sip></Dial>",
        "<Dial><Number>1</Number><Header name=\"X\" value=\"\"/></Dial>",
        "<Dial>1<Number>2</Number></Dial>", "<Dial><Say>x</Say></Dial>",
        "<Dial><Header name=\"X\"/><Number>1</Number></Dial>",
        "<Dial><Header name=\"X\" value=\"\"/>1</Dial>", "<Hangup>x</Hangup>",
        "<Hangup reason=\"x\"/>", "<Hangup><Pause/></Hangup>", "<Gather><Dial>1</Dial></Gather>",
        "<Gather>x</Gather>", "<Number>1</Number>", "<Response></Response>", "<Start></Start>",
        "<Connect><Stream url=\"wss://a.test\"/><Stream url=\"wss://a.test\"/></Connect>",
        "<dial>1</dial>", "<HANGUP/>", "text", "<Say><Say>x</Say></Say>",
    ])
    func `refuses`(_ inside: String) {
        #expect(problems(inside) != [])
    }

    @Test(arguments: [
        "", " ", prolog, "<Response></Response>", "\(prolog)\n<Response></Response>",
        "\(prolog)<Response></Response>\n", "\(prolog)<Response>", "\(prolog)<Response></response>",
        "\(prolog)<Response></Response><Response></Response>", "\(prolog)<Other></Other>",
        "<?xml version='1.0' encoding='UTF-8'?><Response></Response>",
        "\(prolog)<!DOCTYPE x><Response></Response>", "\(prolog)<Response><!-- x --></Response>",
        "\(prolog)<Response><![CDATA[x]]></Response>", "\(prolog)<Response><?x y?></Response>",
        "\(prolog)<Response><Say>a & b</Say></Response>",
        "\(prolog)<Response><Say>&nbsp;</Say></Response>",
        "\(prolog)<Response><Say>&#0;</Say></Response>",
        "\(prolog)<Response><Say>&#xD800;</Say></Response>",
        "\(prolog)<Response><Say>&#x110000;</Say></Response>",
        "\(prolog)<Response><Say>&#+65;</Say></Response>",
        "\(prolog)<Response><Say>&amp</Say></Response>",
        "\(prolog)<Response><Say>a > b</Say></Response>",
        "\(prolog)<Response><Say>a\rb</Say></Response>",
        "\(prolog)<Response><Say>\u{1}</Say></Response>",
        "\(prolog)<Response><Say>\u{FFFE}</Say></Response>",
        "\(prolog)<Response><Pause length=1/></Response>",
        "\(prolog)<Response><Pause length='1'/></Response>",
        "\(prolog)<Response><Pause length=\"1\" length=\"1\"/></Response>",
        "\(prolog)<Response><Pause length=\"<\"/></Response>",
        "\(prolog)<Response><Pause length=\"1\n\"/></Response>",
        "\(prolog)<Response><Pauselength=\"1\"/></Response>",
        "\(prolog)<Response><Pause length/></Response>",
        "\(prolog)<Response><Pause></Hangup></Response>", "\(prolog)<Response></Response x>",
        "\(prolog)" + String(repeating: "<Say>", count: 50),
    ])
    func `refuses what is not well-formed`(_ text: String) {
        #expect(CXMLValidator.validate(Array(text.utf8)) != [])
    }

    @Test func `refuses what is not UTF-8`() {
        let bytes =
            Array("\(Self.prolog)<Response><Say>".utf8) + [0xFF] + Array("</Say></Response>".utf8)
        #expect(CXMLValidator.validate(bytes) != [])
    }

    @Test func `takes no lookalike for a letter`() {
        // The Kelvin sign equals K, and the Greek question mark equals a semicolon.
        #expect(problems("<Dial><Sip>\u{212A}@b.test</Sip></Dial>") != [])
        #expect(problems("<Dial><Sip>a@b.test\u{37E}lr</Sip></Dial>") != [])
        #expect(problems("<Dial action=\"https://a.test/\u{212A}\">1</Dial>") != [])
    }

    @Test func `gives the elements of a document`() throws {
        let dial = Dial(.number(try DialedNumber("1004")), timeout: try Seconds(20))
        let root = try CXMLValidator.read(CXMLDocument(.pause(Pause()), .dial(dial)).bytes)
        #expect(root.name == "Response")
        #expect(root.children.map(\.name) == ["Pause", "Dial"])
        #expect(root.first("Dial")?["timeout"] == "20")
        #expect(root.first("Dial")?["action"] == nil)
        #expect(root.first("Number")?.text == "1004")
        #expect(root.first("Sip") == nil)
    }
}
