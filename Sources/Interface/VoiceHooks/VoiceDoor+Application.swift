import CallControl
import CallEngine
import Cryptography
import HTTP
import JSON
import Reactor
import Telemetry
import Telephony

extension VoiceDoor {
    /// Answers a voice-application request: where the call goes.
    func application(_ request: HTTPRequest, on loop: EventLoop) -> HTTPAnswer {
        guard engine.directory.isLoaded else { return .now(notReady) }
        let decoded = decodeVoiceRequest(request)
        let tenant: TenantRuntime
        switch gate.identify(names(of: request, decoded)) {
        case .success(let found): tenant = found
        case .failure(let refusal):
            return .now(refuse(.voiceApplication, request, refusal.reason))
        }
        if case .refused(let reason) = gate.admit(request.headers, to: tenant, at: .application) {
            return .now(refuse(.voiceApplication, request, reason, tenant: tenant))
        }
        guard case .success(let voice) = decoded,
            let token = voice.token ?? token(in: request.headers)
        else {
            return unreadable(.voiceApplication, request, tenant)
        }
        note(
            .voiceApplication, .accepted, request, tenant: tenant, session: token.rawValue,
            status: 200)
        let call = voice.call(of: tenant.id, token: token)
        return answer(
            StageRequest(
                tenant: tenant, call: call, stage: stage(of: request, voice), occasion: .arrived,
                renderer: renderer),
            on: loop)
    }

    /// Answers the callback of a dial: how the attempt ended, and who is next.
    func callback(_ request: HTTPRequest, on loop: EventLoop) -> HTTPAnswer {
        guard engine.directory.isLoaded else { return .now(notReady) }
        guard let text = request.parameters["token"], let token = seal.open(text) else {
            return .now(refuse(.dialCallback, request, .badToken))
        }
        guard let tenant = engine.directory.tenant(token.tenant) else {
            return .now(refuse(.dialCallback, request, .unknownTenant))
        }
        if case .refused(let reason) = gate.admit(request.headers, to: tenant, at: .callback) {
            return .now(refuse(.dialCallback, request, reason, tenant: tenant))
        }
        let decoded = decodeVoiceRequest(request)
        // The token says which call it is; a body nobody can read says that the attempt failed.
        let voice = (try? decoded.get()) ?? VoiceRequest()
        if let named = directoryTenant(voice), named !== tenant {
            return .now(refuse(.dialCallback, request, .tenantMismatch, tenant: tenant))
        }
        if voice.dialCallStatus == nil {
            metrics.missingDialStatus.increment()
            log.notice(
                "callback without DialCallStatus, taken as failed",
                [.callID: token.session.rawValue])
        }
        let isReadable = if case .success = decoded { true } else { false }
        note(
            .dialCallback, isReadable ? .accepted : .unreadable, request, tenant: tenant,
            session: token.session.rawValue, status: 200)
        let outcome = Vocabulary.dialOutcome(voice.dialCallStatus ?? "")
        let call = voice.call(of: tenant.id, token: token.session)
        return answer(
            StageRequest(
                tenant: tenant, call: call, stage: stage(of: request, voice),
                occasion: .attemptEnded(token.progress, outcome), renderer: renderer),
            on: loop)
    }

    // MARK: - Steps

    private func answer(_ stage: StageRequest, on loop: EventLoop) -> HTTPAnswer {
        switch engine.answer(stage, on: loop) {
        case .now(let bytes): .now(.xml(bytes))
        case .later(let bytes): .later { .xml(await bytes()) }
        }
    }

    /// A request that was let in but cannot be read still belongs to a caller on the line.
    private func unreadable(
        _ event: WebhookEvent, _ request: HTTPRequest, _ tenant: TenantRuntime
    ) -> HTTPAnswer {
        note(event, .unreadable, request, tenant: tenant, session: "", status: 200)
        log.notice(
            "voice request could not be read; the safe plan was served",
            [
                .route: event.rawValue, .tenantID: tenant.id.description,
                .correlationID: request.correlation.text,
            ])
        return switch engine.safePlan(.unreadableRequest, for: tenant) {
        case .now(let bytes): .now(.xml(bytes))
        case .later(let bytes): .later { .xml(await bytes()) }
        }
    }

    private func decodeVoiceRequest(_ request: HTTPRequest) -> Result<VoiceRequest, BodyFault> {
        do throws(BodyFault) {
            if request.method == .get {
                return .success(try VoiceRequest(form: try Self.form(Array(request.query))))
            }
            return .success(
                Self.isForm(request)
                    ? try VoiceRequest(form: try Self.form(request.body))
                    : try VoiceRequest(json: request.body))
        } catch {
            return .failure(error)
        }
    }

    static func form(_ bytes: [UInt8]) throws(BodyFault) -> FormReader {
        do throws(FormError) {
            return try FormReader(bytes)
        } catch {
            throw .form(error)
        }
    }

    /// A body is a form when it says so; without a word it is what its first byte looks like.
    static func isForm(_ request: HTTPRequest) -> Bool {
        switch request.contentType {
        case "application/x-www-form-urlencoded": true
        case "application/json": false
        default:
            request.body.first { $0 > 0x20 }.map {
                $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "[")
            } ?? false
        }
    }

    private func names(
        of request: HTTPRequest, _ decoded: Result<VoiceRequest, BodyFault>
    ) -> WebhookGate.Names {
        var names = WebhookGate.Names()
        names.path = request.parameters["domain"]
        if let header = request.headers["x-cx-domain"] { names.domains.append(header) }
        if case .success(let voice) = decoded {
            names.domains.append(voice.domain)
            names.domains.append(voice.sessionData.domain)
            names.application = voice.application
        }
        return names
    }

    private func directoryTenant(_ voice: VoiceRequest) -> TenantRuntime? {
        engine.directory.tenant(domain: DomainName.normalised(voice.domain))
    }

    private func token(in headers: HTTPHeaders) -> SessionToken? {
        guard let text = headers["x-cx-session"], !text.isEmpty, text.utf8.count <= 255 else {
            return nil
        }
        return SessionToken(rawValue: text)
    }

    /// What a repeat of this request has in common with it, and no other request of the call.
    private func stage(of request: HTTPRequest, _ voice: VoiceRequest) -> String {
        let said = "\(voice.digits)|\(voice.speechResult)|\(voice.dialCallStatus ?? "-")"
        let id =
            request.headers["x-cx-stageid"].flatMap { $0.isEmpty ? nil : $0 }
            ?? Hex.encode(SHA256.hash(request.body))
        let stage = "\(id)|\(request.target)|\(said)"
        // It is kept as long as the call; what a caller said must not make it large.
        return stage.utf8.count <= 256 ? stage : Hex.encode(SHA256.hash(Array(stage.utf8)))
    }
}
