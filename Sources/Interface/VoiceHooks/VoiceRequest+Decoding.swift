import JSON
import Telephony

/// Why a webhook's body could not be read.
enum BodyFault: Error, Hashable, Sendable {
    case json(JSONError)
    case form(FormError)
    /// The body is sound, but is not what this endpoint takes.
    case missing(String)

    /// A sentence for the sender, without anything it sent.
    var explanation: String {
        switch self {
        case .json(let error): "the body is not valid JSON: \(error)"
        case .form(let error): "the form is not valid: \(error)"
        case .missing(let name): "the body has no \(name)"
        }
    }
}

extension VoiceRequest {
    private enum Member: String, CaseIterable {
        case callSid = "CallSid"
        case session = "Session"
        case from = "From"
        case to = "To"
        case direction = "Direction"
        case domain = "Domain"
        case application = "ApplicationSid"
        case digits = "Digits"
        case speechResult = "SpeechResult"
        case dialCallStatus = "DialCallStatus"
        case sessionData = "SessionData"
    }

    private enum SessionMember: String, CaseIterable {
        case token
        case domain = "domainNameOrId"
        case callStartTime
    }

    private static let members = JSONMembers(Member.self)
    private static let sessionMembers = JSONMembers(SessionMember.self)

    /// Reads a JSON body.
    init(json body: [UInt8]) throws(BodyFault) {
        do {
            var scanner = JSONScanner(body)
            try scanner.beginObject()
            while let member = try scanner.nextMember(in: Self.members) {
                switch member {
                case .callSid: callSid = try scanner.readText() ?? ""
                case .session: session = try scanner.readText() ?? ""
                case .from: from = try scanner.readText() ?? ""
                case .to: to = try scanner.readText() ?? ""
                case .direction: direction = try scanner.readText() ?? ""
                case .domain: domain = try scanner.readText() ?? ""
                case .application: application = try scanner.readText() ?? ""
                case .digits: digits = try scanner.readText() ?? ""
                case .speechResult: speechResult = try scanner.readText() ?? ""
                case .dialCallStatus: dialCallStatus = try scanner.readText()
                case .sessionData: try readSessionData(&scanner)
                }
            }
            try scanner.finish()
        } catch {
            throw .json(error)
        }
    }

    /// Reads the pairs of a form or of a query string.
    init(form: FormReader) throws(BodyFault) {
        for pair in form.pairs {
            switch Member(rawValue: pair.name) {
            case .callSid: callSid = pair.value
            case .session: session = pair.value
            case .from: from = pair.value
            case .to: to = pair.value
            case .direction: direction = pair.value
            case .domain: domain = pair.value
            case .application: application = pair.value
            case .digits: digits = pair.value
            case .speechResult: speechResult = pair.value
            case .dialCallStatus: dialCallStatus = pair.value
            case .sessionData: readSessionData(text: Array(pair.value.utf8))
            case nil: continue
            }
        }
    }

    /// `SessionData` is an object, or the text of one.
    private mutating func readSessionData(_ scanner: inout JSONScanner) throws(JSONError) {
        switch try scanner.kind() {
        case .object: try readSessionObject(&scanner)
        case .string: readSessionData(text: try scanner.readStringBytes())
        case .array, .number, .bool, .null: try scanner.skipValue()
        }
    }

    /// Text that is no object says nothing; the call itself does not depend on it.
    private mutating func readSessionData(text: [UInt8]) {
        var scanner = JSONScanner(text)
        var copy = self
        do {
            try copy.readSessionObject(&scanner)
            self = copy
        } catch {
            return
        }
    }

    private mutating func readSessionObject(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.beginObject()
        while let member = try scanner.nextMember(in: Self.sessionMembers) {
            switch member {
            case .token: sessionData.token = try scanner.readText() ?? ""
            case .domain: sessionData.domain = try scanner.readText() ?? ""
            case .callStartTime:
                sessionData.callStartTime = Timestamp(
                    cloudonix: try scanner.readLenientInteger())
            }
        }
    }
}
