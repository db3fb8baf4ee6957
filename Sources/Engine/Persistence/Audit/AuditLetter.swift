import Telephony

/// An audit as a dead letter keeps it; the payload itself may be what the database refused.
struct AuditLetter: Encodable {
    let eventType: String
    let sessionToken: String
    let outcome: String
    let status: Int
    let correlationId: String
    let receivedMs: Int64
    let payloadBytes: Int

    init(_ audit: WebhookAudit) {
        eventType = audit.eventType
        sessionToken = PlainText.clean(audit.session)
        outcome = audit.outcome
        status = audit.status
        correlationId = PlainText.clean(audit.correlationID)
        receivedMs = audit.receivedAt.milliseconds
        payloadBytes = audit.payload.count
    }
}
