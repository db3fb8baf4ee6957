import Telephony
import Testing

@testable import VoiceHooks

@Suite struct `The switch's vocabulary` {
    /// A word in the spellings that were seen, and some that were not.
    private func spellings(of word: String) -> [String] {
        let split = Array(word)
        let half = split.count / 2
        let parts = (String(split[..<half]), String(split[half...]))
        return [
            word, word.uppercased(), word.capitalized, " \(word) ", word + "\t",
            "\(parts.0)-\(parts.1)", "\(parts.0)_\(parts.1)", "\(parts.0) \(parts.1)",
        ]
    }

    @Test(arguments: [
        ("inbound", CallOrigin.inbound), ("subscriber", .internalOrigin),
        ("application", .internalOrigin), ("outbound", .internalOrigin),
        ("outgoing", .internalOrigin), ("internal", .internalOrigin),
        ("outboundapi", .apiOutbound), ("incoming", .inbound), ("", .inbound), ("x", .inbound),
    ])
    func `has directions`(word: String, origin: CallOrigin) {
        for spelling in spellings(of: word) {
            #expect(Vocabulary.origin(spelling) == origin, "\(spelling)")
        }
        #expect(Vocabulary.origin("outbound-api") == .apiOutbound)
    }

    @Test(arguments: [
        ("completed", DialOutcome.answered), ("answered", .answered), ("answer", .answered),
        ("busy", .busy), ("noanswer", .noAnswer), ("failed", .failed), ("canceled", .canceled),
        ("cancelled", .canceled), ("cancel", .canceled), ("ringing", .failed),
        ("congestion", .failed), ("unknown", .failed), ("", .failed), ("❤️", .failed),
    ])
    func `has ends of a dial`(word: String, outcome: DialOutcome) {
        for spelling in spellings(of: word) {
            #expect(Vocabulary.dialOutcome(spelling) == outcome, "\(spelling)")
        }
    }

    @Test(arguments: [
        ("new", SwitchReport.Stage.starting), ("processing", .starting), ("queued", .starting),
        ("ringing", .ringing), ("connected", .connected), ("inprogress", .connected),
        ("answer", .ended(.answered)), ("completed", .ended(.answered)),
        ("noanswer", .ended(.noAnswer)), ("busy", .ended(.busy)), ("cancel", .ended(.canceled)),
        ("cancelled", .ended(.canceled)), ("canceled", .ended(.canceled)),
        ("nocredit", .ended(.failed)), ("error", .ended(.failed)),
        ("congestion", .ended(.failed)), ("failed", .ended(.failed)),
        ("external", .ended(.failed)),
    ])
    func `has stages of a session`(word: String, stage: SwitchReport.Stage) {
        for spelling in spellings(of: word) {
            #expect(Vocabulary.stage(spelling) == stage, "\(spelling)")
        }
    }

    @Test(arguments: ["", "melted", "42", "re-", "connect", "ключ"])
    func `does not guess a stage`(word: String) {
        #expect(Vocabulary.stage(word) == nil)
    }

    @Test(arguments: [
        ("CONNECTED", DialOutcome.answered), ("ANSWER", .answered), ("ANSWERED", .answered),
        ("NOANSWER", .noAnswer), ("BUSY", .busy), ("CANCEL", .canceled), ("CANCELED", .canceled),
        ("CANCELLED", .canceled), ("CONGESTION", .failed), ("FAILED", .failed),
        ("ERROR", .failed), ("NOCREDIT", .failed), ("EXTERNAL", .failed), ("", .failed),
    ])
    func `has dispositions`(word: String, outcome: DialOutcome) {
        for spelling in spellings(of: word) {
            #expect(Vocabulary.disposition(spelling) == outcome, "\(spelling)")
        }
    }
}

extension String {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
