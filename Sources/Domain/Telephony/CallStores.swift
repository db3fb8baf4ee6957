/// Takes what is learnt about calls, and keeps it.
///
/// Accepting is synchronous and never waits for a store: the answer says whether there was room.
package protocol CallJournal: Sendable {
    func accept(_ fact: RecordFact) -> Acceptance
    /// Whether a fact offered now would be taken.
    var hasRoom: Bool { get }
}

/// Whether something offered to a bounded store was taken.
package enum Acceptance: Hashable, Sendable {
    case accepted
    /// There is no room; the sender must be told to come again.
    case full
}

/// Tells whether a call has been seen before, by this node or any other.
package protocol CallLookup: Sendable {
    /// `nil` when the store that knows is away.
    func hasRecord(of session: SessionToken, tenant: TenantID) async -> Bool?
}

/// Keeps what webhooks said, for later questions; it is shed first when room runs out.
package protocol AuditTrail: Sendable {
    func accept(_ entry: WebhookAudit)
}

/// One webhook as it came in, and what became of it.
package struct WebhookAudit: Sendable {
    /// `nil` when no tenant could be made out.
    package let tenant: TenantID?
    /// `voice_application`, `dial_callback`, `session_update` or `cdr`.
    package let eventType: String
    package let session: String
    package let payload: [UInt8]
    package let contentType: String
    /// What became of it: `accepted`, `ignored`, `refused`, `unreadable` or `full`.
    package let outcome: String
    package let status: Int
    package let correlationID: String
    package let receivedAt: Timestamp

    package init(
        tenant: TenantID?, eventType: String, session: String, payload: [UInt8],
        contentType: String, outcome: String, status: Int, correlationID: String,
        receivedAt: Timestamp
    ) {
        self.tenant = tenant
        self.eventType = eventType
        self.session = session
        self.payload = payload
        self.contentType = contentType
        self.outcome = outcome
        self.status = status
        self.correlationID = correlationID
        self.receivedAt = receivedAt
    }
}
