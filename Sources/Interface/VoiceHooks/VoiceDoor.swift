package import CallEngine
package import HTTP
import Reactor
package import Telemetry
package import Telephony

/// The door Cloudonix knocks at: voice applications, dial callbacks, session updates and CDRs.
///
/// What it must accept and answer is in `docs/cloudonix.md`. A voice request that was let in always
/// gets status 200 with a legal document, whatever is wrong with it; a session update or a CDR is
/// never throttled.
package struct VoiceDoor: Sendable {
    let engine: CallEngine
    let gate: WebhookGate
    let seal: CallbackSeal
    let renderer: DocumentRenderer
    let lookup: any CallLookup
    let audit: any AuditTrail
    let auditMode: AuditMode
    let metrics: WebhookMetrics
    let log: Log

    package init(
        engine: CallEngine, seal: CallbackSeal, stores: VoiceStores, metrics: Metrics, log: Log
    ) {
        self.engine = engine
        self.seal = seal
        gate = WebhookGate(directory: engine.directory)
        renderer = DocumentRenderer(seal: seal)
        lookup = stores.lookup
        audit = stores.audit
        auditMode = stores.auditMode
        self.metrics = WebhookMetrics(metrics)
        self.log = log
    }

    /// Everything this door answers.
    package var routes: [HTTPRoute] {
        [
            HTTPRoute([.get, .post], "/api/voice/application") { application($0, on: $1) },
            HTTPRoute([.get, .post], "/api/voice/application/{domain}") {
                application($0, on: $1)
            },
            HTTPRoute([.get, .post], DocumentRenderer.callbackPath + "{token}") {
                callback($0, on: $1)
            },
            HTTPRoute([.post], "/api/voice/session/update") { request, _ in
                sessionUpdate(request)
            },
            HTTPRoute([.post], "/api/voice/session/update/{domain}") { request, _ in
                sessionUpdate(request)
            },
            HTTPRoute([.post], "/api/voice/session/cdr") { request, _ in cdr(request) },
            HTTPRoute([.post], "/api/voice/session/cdr/{domain}") { request, _ in cdr(request) },
        ]
    }
}

/// What the door needs of the stores.
package struct VoiceStores: Sendable {
    package let lookup: any CallLookup
    package let audit: any AuditTrail
    package let auditMode: AuditMode

    package init(lookup: any CallLookup, audit: any AuditTrail, auditMode: AuditMode) {
        self.lookup = lookup
        self.audit = audit
        self.auditMode = auditMode
    }
}

extension VoiceDoor {
    // MARK: - What every endpoint does

    /// Counts and audits a webhook once its outcome is known.
    func note(
        _ event: WebhookEvent, _ outcome: WebhookOutcome, _ request: HTTPRequest,
        tenant: TenantRuntime?, session: String, status: Int
    ) {
        metrics.count(event, outcome)
        switch auditMode {
        case .off: return
        case .faults where outcome == .accepted || outcome == .ignored: return
        case .faults, .all: break
        }
        audit.accept(
            WebhookAudit(
                tenant: tenant?.id, eventType: event.rawValue, session: session,
                payload: request.method == .get ? Array(request.query) : request.body,
                contentType: request.contentType ?? "", outcome: outcome.rawValue,
                status: status, correlationID: request.correlation.text,
                receivedAt: .now))
    }

    /// Turns a webhook away: 401 for who it is, 403 for whose name it uses.
    func refuse(
        _ event: WebhookEvent, _ request: HTTPRequest, _ reason: WebhookGate.Refusal,
        tenant: TenantRuntime? = nil
    ) -> HTTPResponse {
        metrics.count(reason)
        let isMismatch = reason == .tenantMismatch
        let status: HTTPStatus = isMismatch ? .forbidden : .unauthorized
        note(event, .refused, request, tenant: tenant, session: "", status: status.rawValue)
        log.notice(
            "webhook refused",
            [
                .route: event.rawValue, .reason: reason.rawValue, .address: request.peer,
                .correlationID: request.correlation.text,
            ])
        var response = HTTPResponse.failure(
            status,
            message: isMismatch
                ? "path and body name different tenants" : "not authorized for this tenant",
            // A stranger does not learn which tenants there are; the log has the reason.
            code: isMismatch ? reason.rawValue : "unauthorized")
        if !isMismatch { response.headers.append(("WWW-Authenticate", "Bearer")) }
        return response
    }

    /// The node has not loaded its tenants yet: it cannot tell a stranger from a customer.
    var notReady: HTTPResponse {
        .failure(
            .serviceUnavailable, message: "the configuration is not loaded yet",
            code: "not_ready")
    }
}
