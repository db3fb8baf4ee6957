import CallEngine
import Cryptography
import HTTP
import Routing
import Telephony

/// Finds out whose webhook it is, and whether the sender may speak for that tenant.
struct WebhookGate: Sendable {
    let directory: TenantDirectory

    /// What the gate says of a webhook.
    enum Verdict: Sendable {
        case admitted(TenantRuntime, hadBearer: Bool)
        case refused(Refusal)
    }

    /// Why a webhook is not let in.
    enum Refusal: String, Hashable, Sendable, CaseIterable {
        case unknownTenant = "unknown_tenant"
        case wrongBearer = "wrong_bearer"
        case missingBearer = "missing_bearer"
        case wrongKeyID = "wrong_key_id"
        case tenantMismatch = "tenant_mismatch"
        case badToken = "bad_token"
    }

    /// The names by which a webhook tells its tenant.
    struct Names: Sendable {
        /// The path segment, which must be right when it is there.
        var path: String?
        /// What headers and body say, the most trustworthy first; empty and unknown ones say nothing.
        var domains: [String] = []
        var domainUUID = ""
        var application = ""
    }

    /// Which of the tenant's rules for the `Authorization` header applies.
    enum Endpoint: Sendable {
        case application, sessionUpdate, cdr, callback
    }

    /// The tenant the names agree on.
    func identify(_ names: Names) -> Result<TenantRuntime, WebhookRefusal> {
        var found: TenantRuntime?
        if let path = names.path {
            guard let tenant = tenant(path: path) else {
                return .failure(WebhookRefusal(.unknownTenant))
            }
            found = tenant
        }
        for claimed in claims(of: names) {
            guard let known = found else {
                found = claimed
                continue
            }
            guard known === claimed else { return .failure(WebhookRefusal(.tenantMismatch)) }
        }
        return found.map { .success($0) } ?? .failure(WebhookRefusal(.unknownTenant))
    }

    /// Whether the `Authorization` header satisfies the tenant's rule for the endpoint.
    func admit(
        _ headers: HTTPHeaders, to tenant: TenantRuntime, at endpoint: Endpoint
    ) -> Verdict {
        let rules = tenant.snapshot.table.tenant.authentication
        if endpoint == .application, let wanted = rules.applicationKeyID,
            let shown = headers["x-cx-apikey"], shown != wanted
        {
            return .refused(.wrongKeyID)
        }
        let mode: BearerMode =
            switch endpoint {
            case .application: rules.application
            case .sessionUpdate: rules.sessionUpdate
            case .cdr: rules.cdr
            // The token in the URL is the credential; a bearer that comes along must be right.
            case .callback: rules.application == .off ? .off : .ifPresent
            }
        guard mode != .off else { return .admitted(tenant, hadBearer: false) }
        guard let bearer = Self.bearer(in: headers) else {
            return mode == .required
                ? .refused(.missingBearer) : .admitted(tenant, hadBearer: false)
        }
        let hash = SHA256.hash(bearer)
        var isKnown = false
        // Every key is compared, so that time tells nothing about which one was nearly right.
        for key in rules.keyHashes where constantTimeEquals(key, hash) { isKnown = true }
        return isKnown ? .admitted(tenant, hadBearer: true) : .refused(.wrongBearer)
    }

    private func tenant(path: String) -> TenantRuntime? {
        Self.isUUID(path)
            ? directory.tenant(application: path.lowercased())
            : directory.tenant(domain: DomainName.normalised(path))
    }

    private func claims(of names: Names) -> [TenantRuntime] {
        var claims: [TenantRuntime] = []
        if !names.domainUUID.isEmpty,
            let tenant = directory.tenant(domainUUID: names.domainUUID)
        {
            claims.append(tenant)
        }
        // Nearly always they all are the name in the path, which has been looked up already.
        for domain in names.domains where !domain.isEmpty && domain != names.path {
            if let tenant = directory.tenant(domain: DomainName.normalised(domain)) {
                claims.append(tenant)
            }
        }
        if !names.application.isEmpty,
            let tenant = directory.tenant(application: names.application.lowercased())
        {
            claims.append(tenant)
        }
        return claims
    }

    /// The credentials of the `Bearer` scheme; its name is written in any case (RFC 9110, 11.1).
    private static func bearer(in headers: HTTPHeaders) -> [UInt8]? {
        guard let value = headers.bytes(of: "authorization") else { return nil }
        // Another scheme is a credential too, and a wrong one.
        guard value.count > 7,
            value.prefix(7).elementsEqual("bearer ".utf8, by: { $0 | 0x20 == $1 })
        else { return [] }
        return Array(value.dropFirst(7).drop { $0 == UInt8(ascii: " ") })
    }

    private static func isUUID(_ text: String) -> Bool {
        guard text.utf8.count == 36 else { return false }
        for (index, byte) in text.utf8.enumerated() {
            switch index {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return false }
            default:
                let lower = byte | 0x20
                guard (0x30...0x39).contains(byte) || (0x61...0x66).contains(lower) else {
                    return false
                }
            }
        }
        return true
    }
}

/// A refusal that can be thrown.
struct WebhookRefusal: Error {
    let reason: WebhookGate.Refusal
    init(_ reason: WebhookGate.Refusal) { self.reason = reason }
}
