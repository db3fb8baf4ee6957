import JSON
import Telephony

/// A session update: Cloudonix's session model plus event members, or the specification's short form.
struct SessionUpdate: Hashable, Sendable {
    var token = ""
    var callSid = ""
    var domain = ""
    var eventID = ""
    var status = ""
    var callStartTime: Timestamp?
    var callAnswerTime: Timestamp?
    var callEndTime: Timestamp?
    var modifiedAt: Timestamp?
    /// The outcome of a `Dial` in the short form.
    var dialCallStatus: String?

    /// The key of the call, if the update names one.
    var key: SessionToken? {
        for candidate in [token, callSid] where !candidate.isEmpty && candidate.utf8.count <= 255 {
            return SessionToken(rawValue: candidate)
        }
        return nil
    }

    /// What the update says, in the engine's words; `nil` for a status nobody has documented.
    ///
    /// A call with an end time is over, whatever its status says.
    func report(receivedAt: Timestamp) -> SwitchReport? {
        // A call with an end time is over, even when nobody knows the word for how.
        let unnamed: DialOutcome = callAnswerTime == nil ? .failed : .answered
        guard var stage = stage ?? (callEndTime == nil ? nil : .ended(unnamed)) else { return nil }
        if callEndTime != nil {
            switch stage {
            case .ended: break
            case .connected: stage = .ended(.answered)
            case .starting, .ringing:
                stage = .ended(callAnswerTime == nil ? .noAnswer : .answered)
            }
        }
        let modified = modifiedAt ?? receivedAt
        // Without an event id, a repeat is known by what it says and when it became so.
        let event =
            eventID.isEmpty
            ? "\(status).\(dialCallStatus ?? "").\(modifiedAt?.milliseconds ?? 0)".asEventID
            : eventID.asEventID
        return SwitchReport(
            stage: stage, startedAt: callStartTime, answeredAt: callAnswerTime,
            endedAt: callEndTime, modifiedAt: modified, eventID: event)
    }

    /// The stage the status names; in the short form, together with the outcome of a dial.
    private var stage: SwitchReport.Stage? {
        let stage = Vocabulary.stage(status)
        guard let dialCallStatus, !dialCallStatus.isEmpty else { return stage }
        let outcome = Vocabulary.dialOutcome(dialCallStatus)
        switch stage {
        case .starting, .ringing, .connected:
            // The call goes on whatever became of the dial; an attempt's end comes by its callback.
            return outcome == .answered ? .connected : .starting
        case .ended, nil:
            return .ended(outcome)
        }
    }
}

extension SessionUpdate {
    private enum Member: String, CaseIterable {
        case token
        case domain
        case eventID = "eventId"
        case status
        case callStartTime
        case callAnswerTime
        case callEndTime
        case modifiedAt
        case session = "Session"
        case callSid = "CallSid"
        case shortDomain = "Domain"
        case callStatus = "CallStatus"
        case dialCallStatus = "DialCallStatus"
    }

    private static let members = JSONMembers(Member.self)

    /// At most this many updates are taken from one delivery.
    static let listLimit = 100

    /// Reads an object, or a list of objects.
    static func list(json body: [UInt8]) throws(BodyFault) -> [SessionUpdate] {
        do {
            var scanner = JSONScanner(body)
            var updates: [SessionUpdate] = []
            switch try scanner.kind() {
            case .array:
                try scanner.beginArray()
                while try scanner.nextElement() {
                    if updates.count < listLimit {
                        updates.append(try SessionUpdate(&scanner))
                    } else {
                        try scanner.skipValue()
                    }
                }
            case .object, .string, .number, .bool, .null:
                updates.append(try SessionUpdate(&scanner))
            }
            try scanner.finish()
            return updates
        } catch {
            throw .json(error)
        }
    }

    /// Reads the pairs of a form.
    init(form: FormReader) {
        token = form["token"] ?? form["Session"] ?? ""
        callSid = form["CallSid"] ?? ""
        domain = form["domain"] ?? form["Domain"] ?? ""
        eventID = form["eventId"] ?? ""
        status = form["status"] ?? form["CallStatus"] ?? ""
        dialCallStatus = form["DialCallStatus"]
        callStartTime = Timestamp(cloudonix: form["callStartTime"].flatMap { Int64($0) })
        callAnswerTime = Timestamp(cloudonix: form["callAnswerTime"].flatMap { Int64($0) })
        callEndTime = Timestamp(cloudonix: form["callEndTime"].flatMap { Int64($0) })
        modifiedAt = form["modifiedAt"].flatMap(ISO8601.timestamp)
    }

    private init(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.beginObject()
        while let member = try scanner.nextMember(in: Self.members) {
            switch member {
            case .token, .session: token = try scanner.readText() ?? token
            case .domain, .shortDomain: domain = try Self.readName(&scanner) ?? domain
            case .eventID: eventID = try scanner.readText() ?? ""
            case .status, .callStatus: status = try scanner.readText() ?? status
            case .callSid: callSid = try scanner.readText() ?? ""
            case .callStartTime:
                callStartTime = Timestamp(cloudonix: try scanner.readLenientInteger())
            case .callAnswerTime:
                callAnswerTime = Timestamp(cloudonix: try scanner.readLenientInteger())
            case .callEndTime:
                callEndTime = Timestamp(cloudonix: try scanner.readLenientInteger())
            case .modifiedAt:
                modifiedAt = try scanner.readText().flatMap(ISO8601.timestamp)
            case .dialCallStatus: dialCallStatus = try scanner.readText()
            }
        }
    }

    /// `domain` is a name, or in the REST model an object with one.
    private static func readName(_ scanner: inout JSONScanner) throws(JSONError) -> String? {
        guard try scanner.kind() == .object else { return try scanner.readText() }
        var name: String?
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if key.matches("name") { name = try scanner.readText() }
        }
        return name
    }
}
