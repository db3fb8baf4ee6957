import JSON
import Telephony

/// A carrier's call detail record as it came, with every name by which it may tell its owner.
struct CDRRequest: Hashable, Sendable {
    var domain = ""
    var ownerDomain = ""
    var ownerUUID = ""
    var sessionDomain = ""
    var detail = CallDetail(
        session: nil, callID: "", from: "", to: "", timestamp: Timestamp(milliseconds: 0),
        outcome: .failed, rawDisposition: "")

    private enum Member: String, CaseIterable {
        case timestamp, from, to, domain, duration, billsec, disposition, owner, session
        case trunk = "cx_trunk_id"
        case callID = "call_id"
        case recordingURL = "recording_url"
    }

    private enum SessionMember: String, CaseIterable {
        case token, domain, callStartTime, callAnswerTime, callEndTime
    }

    private enum OwnerMember: String, CaseIterable { case domain }
    private enum OwnerDomainMember: String, CaseIterable { case name, uuid }

    private static let members = JSONMembers(Member.self)
    private static let sessionMembers = JSONMembers(SessionMember.self)
    private static let ownerMembers = JSONMembers(OwnerMember.self)
    private static let ownerDomainMembers = JSONMembers(OwnerDomainMember.self)

    /// Reads a JSON body.
    ///
    /// A record must have a session token or a call id.
    init(json body: [UInt8]) throws(BodyFault) {
        do {
            var scanner = JSONScanner(body)
            try scanner.beginObject()
            while let member = try scanner.nextMember(in: Self.members) {
                try read(member, &scanner)
            }
            try scanner.finish()
        } catch {
            throw .json(error)
        }
        try complete()
    }

    /// Reads the pairs of a form.
    init(form: FormReader) throws(BodyFault) {
        domain = form["domain"] ?? ""
        detail.session = form["token"].flatMap(Self.token)
        detail.callID = form["call_id"] ?? ""
        detail.from = form["from"] ?? ""
        detail.to = form["to"] ?? ""
        detail.timestamp = Self.moment(seconds: form["timestamp"].flatMap { Int64($0) })
        detail.duration = Self.length(form["duration"].flatMap { Int64($0) })
        detail.billedSeconds = Self.length(form["billsec"].flatMap { Int64($0) })
        detail.rawDisposition = form["disposition"] ?? ""
        detail.recordingURL = form["recording_url"]
        detail.trunk = form["cx_trunk_id"]
        try complete()
    }

    private mutating func read(
        _ member: Member, _ scanner: inout JSONScanner
    ) throws(JSONError) {
        switch member {
        case .timestamp: detail.timestamp = Self.moment(seconds: try scanner.readLenientInteger())
        case .from: detail.from = try scanner.readText() ?? ""
        case .to: detail.to = try scanner.readText() ?? ""
        case .domain: domain = try scanner.readText() ?? ""
        case .duration: detail.duration = Self.length(try scanner.readLenientInteger())
        case .billsec: detail.billedSeconds = Self.length(try scanner.readLenientInteger())
        case .disposition: detail.rawDisposition = try scanner.readText() ?? ""
        case .trunk: detail.trunk = try scanner.readText()
        case .callID: detail.callID = try scanner.readText() ?? ""
        case .recordingURL: detail.recordingURL = try scanner.readText()
        case .owner: try readOwner(&scanner)
        case .session: try readSession(&scanner)
        }
    }

    private mutating func readOwner(_ scanner: inout JSONScanner) throws(JSONError) {
        guard try scanner.kind() == .object else { return try scanner.skipValue() }
        try scanner.beginObject()
        while try scanner.nextMember(in: Self.ownerMembers) != nil {
            guard try scanner.kind() == .object else {
                ownerDomain = try scanner.readText() ?? ""
                continue
            }
            try scanner.beginObject()
            while let member = try scanner.nextMember(in: Self.ownerDomainMembers) {
                switch member {
                case .name: ownerDomain = try scanner.readText() ?? ""
                case .uuid: ownerUUID = (try scanner.readText() ?? "").lowercased()
                }
            }
        }
    }

    /// `session` is an object; in the wild also missing, null, or text.
    private mutating func readSession(_ scanner: inout JSONScanner) throws(JSONError) {
        guard try scanner.kind() == .object else {
            detail.session = try scanner.readText().flatMap(Self.token)
            return
        }
        try scanner.beginObject()
        while let member = try scanner.nextMember(in: Self.sessionMembers) {
            switch member {
            case .token:
                let text = try scanner.readText() ?? ""
                detail.session =
                    text.isEmpty || text.utf8.count > 255 ? nil : SessionToken(rawValue: text)
            case .domain: sessionDomain = try scanner.readText() ?? ""
            case .callStartTime:
                detail.startedAt = Timestamp(cloudonix: try scanner.readLenientInteger())
            case .callAnswerTime:
                detail.answeredAt = Timestamp(cloudonix: try scanner.readLenientInteger())
            case .callEndTime:
                detail.endedAt = Timestamp(cloudonix: try scanner.readLenientInteger())
            }
        }
    }

    /// Fills in what follows from what was said, and refuses a record that cannot be kept apart.
    private mutating func complete() throws(BodyFault) {
        guard detail.session != nil || !detail.callID.isEmpty else {
            throw .missing("session token or call_id")
        }
        guard detail.callID.utf8.count <= 255 else {
            throw .missing("call_id of at most 255 bytes")
        }
        detail.from = detail.from.clipped(to: 255)
        detail.to = detail.to.clipped(to: 255)
        detail.rawDisposition = detail.rawDisposition.clipped(to: 255)
        detail.trunk = detail.trunk?.clipped(to: 255)
        detail.recordingURL = detail.recordingURL?.clipped(to: 2_048)
        detail.outcome = Vocabulary.disposition(detail.rawDisposition)
        if let end = detail.endedAt {
            detail.duration = detail.duration ?? detail.startedAt.map { end.seconds(since: $0) }
            detail.billedSeconds =
                detail.billedSeconds ?? detail.answeredAt.map { end.seconds(since: $0) }
        }
    }

    /// Bare text is a token only in the token's own shape: 32 hexadecimal digits.
    private static func token(_ text: String) -> SessionToken? {
        text.utf8.count == 32 && text.allSatisfy(\.isHexDigit)
            ? SessionToken(rawValue: text) : nil
    }

    private static func moment(seconds: Int64?) -> Timestamp {
        let (milliseconds, overflow) = (seconds ?? 0).multipliedReportingOverflow(by: 1_000)
        return Timestamp(milliseconds: overflow ? 0 : milliseconds)
    }

    /// Lengths beyond what a record can hold are not believed.
    private static func length(_ seconds: Int64?) -> Int64? {
        guard let seconds, (0...Int64(Int32.max)).contains(seconds) else { return nil }
        return seconds
    }
}
