package import Telemetry
package import Telephony

/// The stores of a node that has none: facts are counted and dropped.
///
/// It serves tenants from files, and the benchmark that measures everything but the database.
package struct StorelessStores: CallJournal, CallLookup, AuditTrail {
    private let facts: Counter
    private let audits: Counter

    package init(metrics: Metrics) {
        facts = metrics.counter(
            "strowger_record_facts_dropped_total",
            help: "Facts dropped, since this node keeps no records.")
        audits = metrics.counter(
            "strowger_audits_dropped_total", help: "Audits dropped, since this node keeps none.")
    }

    package func accept(_ fact: RecordFact) -> Acceptance {
        facts.increment()
        return .accepted
    }

    package var hasRoom: Bool { true }

    package func accept(_ entry: WebhookAudit) {
        audits.increment()
    }

    package func hasRecord(of session: SessionToken, tenant: TenantID) async -> Bool? { nil }
}
