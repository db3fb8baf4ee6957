import Telephony

/// Cloudonix's words for directions, stages and ends, in any spelling, as ours.
///
/// Spellings vary in case, spaces, hyphens and underscores (`no-answer`, `NOANSWER`, `NO ANSWER`),
/// so words are compared by their letters alone.
enum Vocabulary {
    /// Where a call comes from; an unknown word is an inbound call.
    static func origin(_ word: String) -> CallOrigin {
        switch word {
        case "inbound": return .inbound
        case "subscriber": return .internalOrigin
        default: break
        }
        return switch letters(of: word) {
        case "OUTBOUNDAPI": .apiOutbound
        case "SUBSCRIBER", "APPLICATION", "OUTBOUND", "OUTGOING", "INTERNAL": .internalOrigin
        default: .inbound
        }
    }

    /// How a `Dial` ended; an unknown word is a failure.
    static func dialOutcome(_ word: String) -> DialOutcome {
        switch letters(of: word) {
        case "COMPLETED", "ANSWERED", "ANSWER": .answered
        case "BUSY": .busy
        case "NOANSWER": .noAnswer
        case "CANCEL", "CANCELED", "CANCELLED": .canceled
        default: .failed
        }
    }

    /// How far a session is; `nil` for a word nobody has documented.
    static func stage(_ word: String) -> SwitchReport.Stage? {
        switch letters(of: word) {
        case "NEW", "PROCESSING", "QUEUED", "INITIATED": .starting
        case "RINGING": .ringing
        case "CONNECTED", "INPROGRESS": .connected
        case "ANSWER", "ANSWERED", "COMPLETED": .ended(.answered)
        case "NOANSWER": .ended(.noAnswer)
        case "BUSY": .ended(.busy)
        case "CANCEL", "CANCELED", "CANCELLED": .ended(.canceled)
        case "NOCREDIT", "ERROR", "CONGESTION", "FAILED", "EXTERNAL": .ended(.failed)
        default: nil
        }
    }

    /// What a carrier's disposition says; an unknown or missing word is a failure.
    static func disposition(_ word: String) -> DialOutcome {
        switch letters(of: word) {
        case "CONNECTED", "ANSWER", "ANSWERED": .answered
        case "NOANSWER": .noAnswer
        case "BUSY": .busy
        case "CANCEL", "CANCELED", "CANCELLED": .canceled
        default: .failed
        }
    }

    private static func letters(of word: String) -> String {
        var letters = ""
        for byte in word.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                letters.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                letters.unicodeScalars.append(Unicode.Scalar(byte & 0xDF))
            default:
                continue
            }
        }
        return letters
    }
}
