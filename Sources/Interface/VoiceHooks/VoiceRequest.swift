import Telephony

/// A voice-application request or a `Dial` callback, as far as routing needs it.
///
/// The members are those of Cloudonix's "Voice Application Request"; everything else it sends is
/// passed over. All of them may be missing.
struct VoiceRequest: Hashable, Sendable {
    var callSid = ""
    var session = ""
    var from = ""
    var to = ""
    var direction = ""
    var domain = ""
    var application = ""
    var digits = ""
    var speechResult = ""
    /// `nil` unless a `Dial` reports back.
    var dialCallStatus: String?
    var sessionData = SessionModel()

    /// What the request tells of the session.
    struct SessionModel: Hashable, Sendable {
        var token = ""
        var domain = ""
        var callStartTime: Timestamp?
    }

    /// The key of the call: the session token, or what stands in for it.
    var token: SessionToken? {
        for candidate in [session, sessionData.token, callSid]
        where !candidate.isEmpty && candidate.utf8.count <= 255 {
            return SessionToken(rawValue: candidate)
        }
        return nil
    }

    /// The call in the engine's words.
    func call(of tenant: TenantID, token: SessionToken) -> IncomingCall {
        IncomingCall(
            tenant: tenant, session: token, callID: callSid.clipped(to: 255),
            from: PhoneAddress(from.clipped(to: 255)), to: PhoneAddress(to.clipped(to: 255)),
            origin: Vocabulary.origin(direction), rawDirection: direction.clipped(to: 64),
            startedAt: sessionData.callStartTime)
    }
}

extension Timestamp {
    /// A moment in epoch milliseconds; zero is Cloudonix's way to say "never".
    init?(cloudonix milliseconds: Int64?) {
        guard let milliseconds, milliseconds > 0 else { return nil }
        self.init(milliseconds: milliseconds)
    }
}
