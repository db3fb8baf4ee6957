/// Every element and attribute a document may have, as a table.
///
/// Names that other builders use but the switch does not know, such as `maxDuration` of `Dial` or
/// the verb `Voicemail`, are simply not in it.
enum CXMLWhitelist {
    /// What may stand between the tags of an element.
    enum Content: Sendable {
        case text(ValueGrammar)
        /// Only these elements.
        case elements([String])
        /// Exactly one of this element.
        case one(String)
        /// `Header` elements, then nouns of one kind: several numbers, or one of the others.
        case nouns
    }

    struct Rule: Sendable {
        var attributes: [String: ValueGrammar] = [:]
        var required: [String] = []
        var content = Content.text(.nothing)
    }

    static let prompts = ["Say", "Play", "Pause"]
    static let verbs =
        prompts + ["Dial", "Gather", "Record", "Redirect", "Reject", "Hangup", "Connect", "Start"]
    static let nouns = ["Number", "Sip", "Conference", "Service"]

    static let rules: [String: Rule] = [
        "Response": Rule(content: .elements(verbs)),
        "Dial": Rule(
            attributes: action + recording + [
                "callerId": .nonEmpty,
                "callerName": .nonEmpty,
                "forwardHeaders": boolean,
                "headers": .form,
                "hangupOnStar": boolean,
                "hangupOn": .characters("0123456789*#", 1...12),
                "record": .word(["do-not-record", "record-from-answer", "record-from-ringing"]),
                "timeLimit": .number(1...86_400),
                "timeout": .number(1...86_400),
                "trim": .word(["trim-silence", "do-not-trim"]),
                "trunks": .commaList,
            ],
            content: .nouns),
        "Header": Rule(
            attributes: ["name": .token, "value": .anything], required: ["name", "value"]),
        "Number": Rule(content: .text(.unbroken)),
        "Sip": Rule(
            attributes: [
                "username": .nonEmpty, "password": .nonEmpty,
                "domain": .word(["origin", "destination"]),
            ],
            content: .text(.sipAddress)),
        "Service": Rule(
            attributes: ["provider": .provider, "username": .nonEmpty, "password": .nonEmpty],
            required: ["provider"], content: .text(.line)),
        "Conference": Rule(
            attributes: status + recording + [
                "beep": .word(["true", "false", "onEnter", "onExit"]),
                "dtmf": .word(["block", "pass"]),
                "holdMusic": boolean,
                "muted": boolean,
                "prompts": boolean,
                "startConferenceOnEnter": .word(["true", "false", "required"]),
                "endConferenceOnExit": boolean,
                "maxParticipants": .number(1...250),
                "record": .word(["do-not-record", "record-from-start"]),
                "statusCallbackEvent": .words([
                    "start", "end", "join", "leave", "mute", "hold", "dtmf", "speaker",
                ]),
                "talkDetection": .word(["normal", "quick", "lazy"]),
                "trim": .word(["do-no-trim", "trim-silence"]),
            ],
            content: .text(.line)),
        "Gather": Rule(
            attributes: action + [
                "input": .word(["dtmf", "speech", "dtmf speech"]),
                "finishOnKey": .characters("0123456789*#", 0...1),
                "numDigits": .number(1...128),
                "maxTimeout": .number(1...86_400),
                "timeout": .number(1...86_400),
                "speechTimeout": .numberOr("auto", 1...86_400),
                "speechEngine": .word(["aws", "google"]),
                "language": .language,
                "actionOnEmptyResult": boolean,
                "maxDuration": .number(1...86_400),
                "speechDetection": .word(["auto", "low", "normal", "high", "stt"]),
                "interruptible": boolean,
            ],
            content: .elements(prompts)),
        "Record": Rule(
            attributes: action + recording + [
                "timeout": .number(1...86_400),
                "finishOnKey": .characters("0123456789*#", 1...12),
                "maxLength": .number(1...86_400),
                "playBeep": boolean,
                "trim": .word(["trim-silence", "do-not-trim"]),
            ],
            content: .elements(prompts)),
        "Say": Rule(
            attributes: status + [
                "voice": .voice, "language": .language, "loop": .number(1...1_000),
                "answer": boolean,
            ],
            content: .text(.nonEmpty)),
        "Play": Rule(
            attributes: status + [
                "loop": .number(1...1_000), "answer": boolean,
                "digits": .characters("0123456789*#w", 1...128),
            ],
            content: .text(.url(["http", "https"]))),
        "Pause": Rule(attributes: ["length": .number(0...3_600), "answer": boolean]),
        "Redirect": Rule(
            attributes: ["method": method], content: .text(.url(["http", "https"]))),
        "Hangup": Rule(),
        "Reject": Rule(
            attributes: ["reason": .word(["rejected", "busy", "congestion", "failed"])]),
        "Connect": Rule(attributes: ["action": webURL], content: .one("Stream")),
        "Start": Rule(content: .one("Stream")),
        "Stream": Rule(
            attributes: status + [
                "url": .url(["wss"]), "name": .nonEmpty,
                "track": .word(["inbound_track", "outbound_track", "both_tracks"]),
            ],
            required: ["url"], content: .elements(["Parameter"])),
        "Parameter": Rule(
            attributes: ["name": .nonEmpty, "value": .nonEmpty], required: ["name", "value"]),
    ]

    // MARK: - Attributes that go together

    private static let boolean = ValueGrammar.word(["true", "false"])
    private static let method = ValueGrammar.word(["GET", "POST"])
    private static let webURL = ValueGrammar.url(["http", "https"])
    private static let action: [String: ValueGrammar] = ["action": webURL, "method": method]
    private static let status: [String: ValueGrammar] = [
        "statusCallback": webURL, "statusCallbackMethod": method,
    ]
    private static let recording: [String: ValueGrammar] = [
        "recordingStatusCallback": webURL,
        "recordingStatusCallbackMethod": method,
        "recordingStatusCallbackEvent": .words(["in-progress", "completed", "absent"]),
    ]
}

/// Joins two sets of attributes; no name is in both.
private func + (
    one: [String: ValueGrammar], other: [String: ValueGrammar]
) -> [String: ValueGrammar] {
    one.merging(other) { first, _ in first }
}
