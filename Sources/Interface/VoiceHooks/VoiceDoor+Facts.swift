import CallEngine
import HTTP
import JSON
import Routing
import Telemetry
import Telephony

extension VoiceDoor {
    // MARK: - Session updates

    /// A session update: always acknowledged when it can be read, never throttled.
    func sessionUpdate(_ request: HTTPRequest) -> HTTPAnswer {
        guard engine.directory.isLoaded else { return .now(notReady) }
        let decoded = decodeUpdates(request)
        var names = WebhookGate.Names()
        names.path = request.parameters["domain"]
        if let header = request.headers["x-cx-domain"] { names.domains.append(header) }
        if case .success(let updates) = decoded {
            names.domains.append(contentsOf: updates.map(\.domain))
        }
        let tenant: TenantRuntime
        switch gate.identify(names) {
        case .success(let found): tenant = found
        case .failure(let refusal):
            if refusal.reason == .unknownTenant, names.path == nil,
                case .failure(let fault) = decoded
            {
                return .now(unreadable(.sessionUpdate, request, fault, nil))
            }
            return .now(refuse(.sessionUpdate, request, refusal.reason))
        }
        if case .refused(let reason) = gate.admit(request.headers, to: tenant, at: .sessionUpdate) {
            return .now(refuse(.sessionUpdate, request, reason, tenant: tenant))
        }
        switch decoded {
        case .failure(let fault):
            return .now(unreadable(.sessionUpdate, request, fault, tenant))
        case .success where !engine.hasRoomForFacts:
            note(.sessionUpdate, .full, request, tenant: tenant, session: "", status: 503)
            return .now(full)
        case .success(let updates):
            let known = updates.filter { take($0, of: tenant) }
            note(
                .sessionUpdate, known.isEmpty ? .ignored : .accepted, request, tenant: tenant,
                session: updates.first?.key?.rawValue ?? "", status: 200)
            return .now(.json(Array(#"{"status":"accepted"}"#.utf8)))
        }
    }

    /// Hands an update to its call; `false` when there is nothing to hand, or nobody to hand it to.
    private func take(_ update: SessionUpdate, of tenant: TenantRuntime) -> Bool {
        guard let token = update.key else {
            metrics.unknownSessions.increment()
            return false
        }
        guard let report = update.report(receivedAt: .now) else {
            metrics.unknownStatuses.increment()
            return false
        }
        guard engine.reported(report, of: SessionKey(tenant: tenant.id, token: token)) else {
            metrics.unknownSessions.increment()
            return false
        }
        return true
    }

    private func decodeUpdates(
        _ request: HTTPRequest
    ) -> Result<[SessionUpdate], BodyFault> {
        do throws(BodyFault) {
            return .success(
                Self.isForm(request)
                    ? [SessionUpdate(form: try Self.form(request.body))]
                    : try SessionUpdate.list(json: request.body))
        } catch {
            return .failure(error)
        }
    }

    // MARK: - Call detail records

    /// A CDR: acknowledged only when there was room for it.
    func cdr(_ request: HTTPRequest) -> HTTPAnswer {
        guard engine.directory.isLoaded else { return .now(notReady) }
        let decoded = decodeCDR(request)
        var names = WebhookGate.Names()
        names.path = request.parameters["domain"]
        if case .success(let cdr) = decoded {
            names.domainUUID = cdr.ownerUUID
            names.domains = [cdr.ownerDomain, cdr.domain, cdr.sessionDomain]
        }
        if let header = request.headers["x-cx-domain"] { names.domains.append(header) }
        let tenant: TenantRuntime
        switch gate.identify(names) {
        case .success(let found): tenant = found
        case .failure(let refusal):
            if refusal.reason == .unknownTenant, names.path == nil,
                case .failure(let fault) = decoded
            {
                return .now(unreadable(.cdr, request, fault, nil))
            }
            return .now(refuse(.cdr, request, refusal.reason))
        }
        switch (gate.admit(request.headers, to: tenant, at: .cdr), decoded) {
        case (.refused(let reason), _):
            return .now(refuse(.cdr, request, reason, tenant: tenant))
        case (.admitted, .failure(let fault)):
            return .now(unreadable(.cdr, request, fault, tenant))
        case (.admitted(_, let hadBearer), .success(let cdr)):
            if hadBearer || isProven(cdr, tenant) {
                return .now(keep(cdr, of: tenant, request, isProvisional: false))
            }
            return .later { await self.keepUnproven(cdr, of: tenant, request) }
        }
    }

    /// Without a bearer, a CDR has to name something only the carrier and we know.
    private func isProven(_ cdr: CDRRequest, _ tenant: TenantRuntime) -> Bool {
        let settings = tenant.snapshot.table.tenant
        if settings.authentication.cdr == .off { return true }
        if !cdr.ownerUUID.isEmpty, settings.domains.contains(where: { $0.uuid == cdr.ownerUUID }) {
            return true
        }
        guard let token = cdr.detail.session else { return false }
        return engine.session(SessionKey(tenant: tenant.id, token: token)) != nil
    }

    /// Asks the store for the call; kept provisionally when the store is away.
    private func keepUnproven(
        _ cdr: CDRRequest, of tenant: TenantRuntime, _ request: HTTPRequest
    ) async -> HTTPResponse {
        guard let token = cdr.detail.session else {
            return refuse(.cdr, request, .missingBearer, tenant: tenant)
        }
        switch await lookup.hasRecord(of: token, tenant: tenant.id) {
        case true?:
            return keep(cdr, of: tenant, request, isProvisional: false)
        case false?:
            return refuse(.cdr, request, .missingBearer, tenant: tenant)
        case nil:
            metrics.provisionalCDRs.increment()
            return keep(cdr, of: tenant, request, isProvisional: true)
        }
    }

    private func keep(
        _ cdr: CDRRequest, of tenant: TenantRuntime, _ request: HTTPRequest, isProvisional: Bool
    ) -> HTTPResponse {
        let key = cdr.detail.recordKey
        switch engine.recorded(cdr.detail, tenant: tenant.id, isProvisional: isProvisional) {
        case .accepted:
            note(.cdr, .accepted, request, tenant: tenant, session: key, status: 200)
            return .json(Array(#"{"status":"accepted"}"#.utf8))
        case .full:
            note(.cdr, .full, request, tenant: tenant, session: key, status: 503)
            return full
        }
    }

    /// There is no room for what is said about calls.
    private var full: HTTPResponse {
        var response = HTTPResponse.failure(
            .serviceUnavailable, message: "the record queue is full; send this again",
            code: "record_queue_full")
        response.headers.append(("Retry-After", "5"))
        return response
    }

    private func decodeCDR(_ request: HTTPRequest) -> Result<CDRRequest, BodyFault> {
        do throws(BodyFault) {
            return .success(
                Self.isForm(request)
                    ? try CDRRequest(form: try Self.form(request.body))
                    : try CDRRequest(json: request.body))
        } catch {
            return .failure(error)
        }
    }

    // MARK: - Bodies nobody can read

    private func unreadable(
        _ event: WebhookEvent, _ request: HTTPRequest, _ fault: BodyFault,
        _ tenant: TenantRuntime?
    ) -> HTTPResponse {
        note(event, .unreadable, request, tenant: tenant, session: "", status: 400)
        return .failure(.badRequest, message: fault.explanation, code: "unreadable_body")
    }
}
