import CXML
import Testing

@Suite struct `A CXML document` {
    static let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

    private func text(_ verbs: Verb...) -> String {
        let bytes = CXMLDocument(verbs).bytes
        #expect(CXMLValidator.validate(bytes) == [])
        let text = String(decoding: bytes, as: UTF8.self)
        let opening = Self.prolog + "<Response>"
        guard text.hasPrefix(opening), text.hasSuffix("</Response>") else { return text }
        return String(text.dropFirst(opening.count).dropLast("</Response>".count))
    }

    @Test func `rings an agent at a provider`() throws {
        let noun = ServiceNoun(
            provider: try ProviderID("vapi"), value: try NounText("+13035550142"))
        let dial = Dial(
            .service(noun),
            action: Callback(try WebURL("https://calls.example.test/cb?t=1&u=2"), method: .post),
            callerId: try AttributeText("+442079460011"), timeout: try Seconds(20))
        #expect(
            text(.dial(dial))
                == """
                <Dial action="https://calls.example.test/cb?t=1&amp;u=2" method="POST" \
                callerId="+442079460011" timeout="20">\
                <Service provider="vapi">+13035550142</Service></Dial>
                """)
    }

    @Test func `gives a provider each credential that is set`() throws {
        let only = try AttributeText("a\"b")
        for (username, password, expected) in [
            (only, nil, " username=\"a&quot;b\""), (nil, only, " password=\"a&quot;b\""),
            (only, only, " username=\"a&quot;b\" password=\"a&quot;b\""),
        ] {
            let noun = ServiceNoun(
                provider: try ProviderID("elevenlabs"), username: username, password: password,
                value: try NounText("agent 7"))
            #expect(
                text(.dial(Dial(.service(noun))))
                    == "<Dial><Service provider=\"elevenlabs\"\(expected)>agent 7</Service></Dial>")
        }
    }

    @Test func `goes out by trunks within a time limit`() throws {
        let dial = Dial(
            .numbers(try DialedNumber("+13035550142"), [try DialedNumber("1004")]),
            timeLimit: try Seconds(3_600), trunks: try TrunkList(["edge-1", "733"]))
        #expect(
            text(.dial(dial))
                == """
                <Dial timeLimit="3600" trunks="edge-1,733">\
                <Number>+13035550142</Number><Number>1004</Number></Dial>
                """)
    }

    @Test func `sends headers before the nouns`() throws {
        var dial = Dial(.number(try DialedNumber("1004")))
        dial.headers = [try SIPHeader("Name", "Ann Lee"), try SIPHeader("Site", "hq&é%")]
        dial.headerElements = [try SIPHeader("X-Tenant", "a<b")]
        #expect(
            text(.dial(dial))
                == """
                <Dial headers="Name=Ann+Lee&amp;Site=hq%26%C3%A9%25">\
                <Header name="X-Tenant" value="a&lt;b"/><Number>1004</Number></Dial>
                """)
    }

    @Test func `calls a SIP address`() throws {
        let noun = SIPNoun(
            try SIPAddress("sip:ann@pbx.example.test;transport=tls"),
            credentials: .init(username: try AttributeText("u"), password: try AttributeText("p")),
            domain: .destination)
        #expect(
            text(.dial(Dial(.sip(noun))))
                == """
                <Dial><Sip username="u" password="p" domain="destination">\
                sip:ann@pbx.example.test;transport=tls</Sip></Dial>
                """)
    }

    @Test func `opens a conference`() throws {
        var room = ConferenceNoun(try NounText("war room"))
        room.beep = .onEnter
        room.startOnEnter = .required
        room.maxParticipants = try ParticipantCount(12)
        room.trim = .doNotTrim
        room.statusEvents = [.leave, .join]
        room.status = Callback(try WebURL("https://calls.example.test/c"))
        #expect(
            text(.dial(Dial(.conference(room))))
                == """
                <Dial><Conference beep="onEnter" startConferenceOnEnter="required" \
                maxParticipants="12" statusCallbackEvent="join leave" \
                statusCallback="https://calls.example.test/c" trim="do-no-trim">\
                war room</Conference></Dial>
                """)
    }

    @Test func `says it is sorry and ends the call`() throws {
        let say = Say(
            try SpokenText("  Sorry,\u{0} \"Ann\" & Bob\u{1B} > 3\r\n "),
            voice: .named(try VoiceName(provider: "Google", voice: "en-GB-Standard-A")),
            language: try LanguageTag("en-GB"))
        #expect(
            text(.say(say), .hangup)
                == """
                <Say voice="Google:en-GB-Standard-A" language="en-GB">\
                Sorry, "Ann" &amp; Bob &gt; 3</Say><Hangup/>
                """)
    }

    @Test func `takes digits and falls back`() throws {
        var gather = Gather(
            action: Callback(try WebURL("https://calls.example.test/g")), input: .dtmf,
            prompts: [
                .say(Say(try SpokenText("Press one."))), .pause(Pause(try PauseLength(0))),
                .play(Play(.file(try WebURL("https://calls.example.test/a.mp3")))),
            ])
        gather.finishOnKey = Gather.FinishKey.none
        gather.numDigits = try DigitCount(1)
        gather.actionOnEmptyResult = true
        #expect(
            text(.gather(gather), .redirect(Callback(try WebURL("https://calls.example.test/r"))))
                == """
                <Gather action="https://calls.example.test/g" input="dtmf" finishOnKey="" \
                numDigits="1" actionOnEmptyResult="true"><Say>Press one.</Say>\
                <Pause length="0"/><Play>https://calls.example.test/a.mp3</Play></Gather>\
                <Redirect>https://calls.example.test/r</Redirect>
                """)
    }

    @Test func `takes a message`() throws {
        var record = Record(
            action: Callback(try WebURL("https://calls.example.test/m")), maxLength: try Seconds(60)
        )
        record.finishOnKey = KeySet(.pound, .one)
        record.recordingCallback = RecordingCallback(
            Callback(try WebURL("https://calls.example.test/s"), method: .get),
            events: [.absent, .completed])
        #expect(
            text(.record(record))
                == """
                <Record action="https://calls.example.test/m" finishOnKey="1#" maxLength="60" \
                recordingStatusCallback="https://calls.example.test/s" \
                recordingStatusCallbackMethod="GET" \
                recordingStatusCallbackEvent="completed absent"></Record>
                """)
    }

    @Test func `streams media`() throws {
        let stream = MediaStream(
            try StreamURL("wss://media.example.test/ws"),
            parameters: [.init(name: try AttributeText("t"), value: try AttributeText("a\tb\nc"))])
        #expect(
            text(.connect(Connect(stream)), .start(stream))
                == """
                <Connect><Stream url="wss://media.example.test/ws">\
                <Parameter name="t" value="a&#9;b&#10;c"/></Stream></Connect>\
                <Start><Stream url="wss://media.example.test/ws">\
                <Parameter name="t" value="a&#9;b&#10;c"/></Stream></Start>
                """)
    }

    @Test(
        arguments: [
            (nil, "<Reject/>"), (.busy, "<Reject reason=\"busy\"/>"),
            (.congestion, "<Reject reason=\"congestion\"/>"),
        ] as [(RejectReason?, String)])
    func `rejects a call`(_ reason: RejectReason?, _ expected: String) {
        #expect(text(.reject(reason)) == expected)
    }

    @Test func `sends tones`() throws {
        #expect(
            text(.play(Play(.tones(try ToneSequence("1w2w#")), loop: try LoopCount(2))))
                == "<Play loop=\"2\" digits=\"1w2w#\"/>")
    }

    @Test func `is written behind what a buffer holds`() {
        var buffer = Array("head".utf8)
        CXMLDocument.hangup.write(into: &buffer)
        CXMLDocument().write(into: &buffer)
        #expect(
            String(decoding: buffer, as: UTF8.self)
                == "head\(Self.prolog)<Response><Hangup/></Response>\(Self.prolog)<Response></Response>"
        )
    }
}
