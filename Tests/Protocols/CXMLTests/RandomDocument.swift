import CXML

/// Documents with anything in them that the types allow.
enum RandomDocument {
    static func make(using dice: inout Dice) throws -> CXMLDocument {
        CXMLDocument(try (0..<dice.number(below: 5)).map { _ in try verb(using: &dice) })
    }

    private static func verb(using dice: inout Dice) throws -> Verb {
        switch dice.number(below: 12) {
        case 0, 1: .dial(try dial(using: &dice))
        case 2: .gather(try gather(using: &dice))
        case 3: .say(try say(using: &dice))
        case 4: .play(try play(using: &dice))
        case 5: .pause(try pause(using: &dice))
        case 6: .record(try record(using: &dice))
        case 7: .redirect(try callback(using: &dice))
        case 8: .reject(dice.maybe { $0.element(of: RejectReason.allCases) })
        case 9: .connect(Connect(try stream(using: &dice), action: try dice.maybe(url)))
        case 10: .start(try stream(using: &dice))
        default: .hangup
        }
    }

    // MARK: - Verbs

    static func dial(using dice: inout Dice) throws -> Dial {
        var dial = Dial(try target(using: &dice))
        dial.action = try dice.maybe(callback)
        dial.callerId = try dice.maybe(attributeText)
        dial.callerName = try dice.maybe(attributeText)
        dial.timeout = try dice.maybe(seconds)
        dial.timeLimit = try dice.maybe(seconds)
        dial.trunks = try dice.maybe { dice in
            try TrunkList((0..<dice.number(below: 3) + 1).map { "trunk-\($0)&\(dice.next())" })
        }
        dial.forwardHeaders = dice.maybe { $0.chance(of: 50) }
        dial.headers = try (0..<dice.number(below: 3)).map { _ in try header(using: &dice) }
        dial.headerElements = try (0..<dice.number(below: 3)).map { _ in try header(using: &dice) }
        dial.hangupOnStar = dice.maybe { $0.chance(of: 50) }
        dial.hangupOn = dice.maybe(keys)
        dial.record = dice.maybe { $0.element(of: Dial.Recorded.allCases) }
        dial.recordingCallback = try dice.maybe(recordingCallback)
        dial.trim = dice.maybe { $0.element(of: RecordingTrim.allCases) }
        return dial
    }

    private static func gather(using dice: inout Dice) throws -> Gather {
        var gather = Gather(
            action: try dice.maybe(callback),
            input: dice.maybe { $0.element(of: Gather.Input.allCases) },
            prompts: try prompts(using: &dice))
        gather.finishOnKey = dice.maybe {
            $0.chance(of: 30) ? .none : .key($0.element(of: KeypadKey.allCases))
        }
        gather.numDigits = try dice.maybe { try DigitCount($0.number(below: 128) + 1) }
        gather.maxTimeout = try dice.maybe(seconds)
        gather.timeout = try dice.maybe(seconds)
        gather.speechTimeout = try dice.maybe {
            $0.chance(of: 50) ? .automatic : .after(try seconds(using: &$0))
        }
        gather.speechEngine = dice.maybe { $0.element(of: Gather.SpeechEngine.allCases) }
        gather.language = try dice.maybe(language)
        gather.actionOnEmptyResult = dice.maybe { $0.chance(of: 50) }
        gather.maxDuration = try dice.maybe(seconds)
        gather.speechDetection = dice.maybe { $0.element(of: Gather.SpeechDetection.allCases) }
        gather.interruptible = dice.maybe { $0.chance(of: 50) }
        return gather
    }

    private static func record(using dice: inout Dice) throws -> Record {
        var record = Record(
            action: try dice.maybe(callback), maxLength: try dice.maybe(seconds),
            prompts: try prompts(using: &dice))
        record.timeout = try dice.maybe(seconds)
        record.finishOnKey = dice.maybe(keys)
        record.playBeep = dice.maybe { $0.chance(of: 50) }
        record.recordingCallback = try dice.maybe(recordingCallback)
        record.trim = dice.maybe { $0.element(of: RecordingTrim.allCases) }
        return record
    }

    private static func prompts(using dice: inout Dice) throws -> [Prompt] {
        try (0..<dice.number(below: 3)).map { _ in
            switch dice.number(below: 3) {
            case 0: .say(try say(using: &dice))
            case 1: .play(try play(using: &dice))
            default: .pause(try pause(using: &dice))
            }
        }
    }

    private static func say(using dice: inout Dice) throws -> Say {
        var say = Say(try SpokenText(RandomText.make(using: &dice) + "x"))
        say.voice = try dice.maybe { dice in
            switch dice.number(below: 3) {
            case 0: .man
            case 1: .woman
            default:
                .named(try VoiceName(provider: "Cloudonix-Neural", voice: "Zoe.\(dice.next())"))
            }
        }
        say.language = try dice.maybe(language)
        say.loop = try dice.maybe { try LoopCount($0.number(below: 1_000) + 1) }
        say.status = try dice.maybe(callback)
        say.answer = dice.maybe { $0.chance(of: 50) }
        return say
    }

    private static func play(using dice: inout Dice) throws -> Play {
        var play = Play(
            dice.chance(of: 70) ? .file(try url(using: &dice)) : .tones(try ToneSequence("1w2w*#")),
            loop: try dice.maybe { try LoopCount($0.number(below: 1_000) + 1) })
        play.status = try dice.maybe(callback)
        play.answer = dice.maybe { $0.chance(of: 50) }
        return play
    }

    private static func pause(using dice: inout Dice) throws -> Pause {
        Pause(
            try dice.maybe { try PauseLength($0.number(below: 3_601)) },
            answer: dice.maybe { $0.chance(of: 50) })
    }

    private static func stream(using dice: inout Dice) throws -> MediaStream {
        var stream = MediaStream(
            try StreamURL("wss://media.example.test:\(dice.number(below: 65_535) + 1)/s?a=1&b=2"),
            parameters: try (0..<dice.number(below: 3)).map { _ in
                .init(name: try attributeText(using: &dice), value: try attributeText(using: &dice))
            })
        stream.name = try dice.maybe(attributeText)
        stream.track = dice.maybe { $0.element(of: MediaStream.Track.allCases) }
        stream.status = try dice.maybe(callback)
        return stream
    }

    // MARK: - Nouns

    private static func target(using dice: inout Dice) throws -> Dial.Target {
        switch dice.number(below: 4) {
        case 0:
            .numbers(
                try number(using: &dice),
                try (0..<dice.number(below: 3)).map { _ in try number(using: &dice) })
        case 1:
            .sip(
                SIPNoun(
                    try SIPAddress(
                        dice.element(of: [
                            "ann@pbx.example.test", "sip:1004@10.0.0.9:5061;transport=tls",
                            "SIP:a.b+c&d@[fd00::9]:5060;lr;user=phone",
                        ])),
                    credentials: try dice.maybe {
                        .init(
                            username: try attributeText(using: &$0),
                            password: try attributeText(using: &$0))
                    },
                    domain: dice.maybe { $0.element(of: SIPNoun.Domain.allCases) }))
        case 2: .conference(try conference(using: &dice))
        default:
            .service(
                ServiceNoun(
                    provider: try ProviderID(
                        dice.element(of: ["vapi", "superdash.ai", "retell-tls", "x"])),
                    username: try dice.maybe(attributeText),
                    password: try dice.maybe(attributeText), value: try nounText(using: &dice)))
        }
    }

    private static func conference(using dice: inout Dice) throws -> ConferenceNoun {
        var room = ConferenceNoun(try nounText(using: &dice))
        room.beep = dice.maybe { $0.element(of: ConferenceNoun.Beep.allCases) }
        room.dtmf = dice.maybe { $0.element(of: ConferenceNoun.Tones.allCases) }
        room.holdMusic = dice.maybe { $0.chance(of: 50) }
        room.muted = dice.maybe { $0.chance(of: 50) }
        room.prompts = dice.maybe { $0.chance(of: 50) }
        room.startOnEnter = dice.maybe { $0.element(of: ConferenceNoun.Start.allCases) }
        room.endOnExit = dice.maybe { $0.chance(of: 50) }
        room.maxParticipants = try dice.maybe { try ParticipantCount($0.number(below: 250) + 1) }
        room.record = dice.maybe { $0.element(of: ConferenceNoun.Recorded.allCases) }
        room.recordingCallback = try dice.maybe(recordingCallback)
        room.status = try dice.maybe(callback)
        room.statusEvents = dice.some(of: ConferenceNoun.Event.allCases)
        room.talkDetection = dice.maybe { $0.element(of: ConferenceNoun.TalkDetection.allCases) }
        room.trim = dice.maybe { $0.element(of: ConferenceNoun.Trim.allCases) }
        return room
    }

    // MARK: - Values

    static func attributeText(using dice: inout Dice) throws -> AttributeText {
        try AttributeText("x" + RandomText.legal(using: &dice))
    }

    private static func nounText(using dice: inout Dice) throws -> NounText {
        try NounText("n" + RandomText.line(using: &dice) + "n")
    }

    private static func number(using dice: inout Dice) throws -> DialedNumber {
        try DialedNumber(
            dice.element(of: ["+", "", "*", "tel&<>\"'"]) + String(dice.next()))
    }

    private static func header(using dice: inout Dice) throws -> SIPHeader {
        try SIPHeader("X-H\(dice.number(below: 9))", RandomText.line(using: &dice))
    }

    private static func seconds(using dice: inout Dice) throws -> Seconds {
        try Seconds(dice.number(below: 86_400) + 1)
    }

    private static func keys(using dice: inout Dice) -> KeySet {
        KeySet(dice.element(of: KeypadKey.allCases), dice.element(of: KeypadKey.allCases))
    }

    private static func language(using dice: inout Dice) throws -> LanguageTag {
        try LanguageTag(dice.element(of: ["en", "en-US", "zh-Hant-TW", "es-419"]))
    }

    private static func url(using dice: inout Dice) throws -> WebURL {
        try WebURL(
            dice.element(of: [
                "https://calls.example.test/cb?a=1&b='2'", "http://10.0.0.1:8080",
                "HTTPS://[fd00::1]:8443/x;y=(z)!*,#f", "https://a.test?q=%20\(dice.next())",
            ]))
    }

    private static func callback(using dice: inout Dice) throws -> Callback {
        Callback(
            try url(using: &dice), method: dice.maybe { $0.element(of: CallbackMethod.allCases) })
    }

    private static func recordingCallback(using dice: inout Dice) throws -> RecordingCallback {
        RecordingCallback(
            try callback(using: &dice), events: dice.some(of: RecordingEvent.allCases))
    }
}
