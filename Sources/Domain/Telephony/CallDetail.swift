/// A call detail record as the carrier sent it, in the words shared by every switch.
package struct CallDetail: Hashable, Sendable {
    /// `nil` when the record names no session.
    package var session: SessionToken?
    /// The SIP Call-ID.
    package var callID: String
    package var from: String
    package var to: String
    /// The start of the call in the carrier's own field, second resolution.
    package var timestamp: Timestamp
    package var startedAt: Timestamp?
    package var answeredAt: Timestamp?
    package var endedAt: Timestamp?
    /// Seconds, rounded down; zero is a value, `nil` is not.
    package var duration: Int64?
    package var billedSeconds: Int64?
    package var outcome: DialOutcome
    /// The disposition as the carrier spelled it.
    package var rawDisposition: String
    package var recordingURL: String?
    package var trunk: String?

    package init(
        session: SessionToken?, callID: String, from: String, to: String, timestamp: Timestamp,
        outcome: DialOutcome, rawDisposition: String
    ) {
        self.session = session
        self.callID = callID
        self.from = from
        self.to = to
        self.timestamp = timestamp
        self.outcome = outcome
        self.rawDisposition = rawDisposition
    }

    /// The key under which the record exists once: the session token, or what a record without one has.
    package var recordKey: String {
        session?.rawValue ?? "cdr:\(callID)@\(timestamp.milliseconds / 1_000)"
    }
}
