/// Everything that routes one tenant's calls, as it stood at one version.
package struct TenantConfiguration: Hashable, Sendable {
    package var tenant: Tenant
    package var agents: [VoiceAgent]
    package var groups: [AgentGroupDefinition]
    package var inboundRules: [InboundRule]
    package var outboundRules: [OutboundRule]
    package var trunks: [Trunk]

    package init(
        tenant: Tenant, agents: [VoiceAgent] = [], groups: [AgentGroupDefinition] = [],
        inboundRules: [InboundRule] = [], outboundRules: [OutboundRule] = [],
        trunks: [Trunk] = []
    ) {
        self.tenant = tenant
        self.agents = agents
        self.groups = groups
        self.inboundRules = inboundRules
        self.outboundRules = outboundRules
        self.trunks = trunks
    }
}

/// A customer: who it is on the wire, and the rules that hold for all its calls.
package struct Tenant: Hashable, Sendable {
    package let id: TenantID
    package var name: String
    package var isEnabled: Bool
    /// Raised by every change; a node compares it to know whether it is behind.
    package var version: Int64
    /// Cloudonix domains in lower case.
    package var domains: [TenantDomain]
    /// Voice-application UUIDs in lower case.
    package var applications: [String]
    package var authentication: WebhookAuthentication
    /// The absolute URL callbacks are built on, without a trailing slash.
    package var publicBaseURL: String
    package var safePlan: SafePlan
    package var dial: DialSettings

    package init(
        id: TenantID, name: String, isEnabled: Bool = true, version: Int64 = 1,
        domains: [TenantDomain], applications: [String] = [],
        authentication: WebhookAuthentication = .init(), publicBaseURL: String,
        safePlan: SafePlan = .standard, dial: DialSettings = .init()
    ) {
        self.id = id
        self.name = name
        self.isEnabled = isEnabled
        self.version = version
        self.domains = domains
        self.applications = applications
        self.authentication = authentication
        self.publicBaseURL = publicBaseURL
        self.safePlan = safePlan
        self.dial = dial
    }
}

/// A Cloudonix domain of a tenant.
package struct TenantDomain: Hashable, Sendable {
    /// Lower case, without a trailing dot.
    package var name: String
    /// The domain's UUID in lower case, by which a call detail record may name its owner.
    package var uuid: String?

    package init(name: String, uuid: String? = nil) {
        self.name = name
        self.uuid = uuid
    }
}

/// How the switch proves to be who it says, per kind of webhook.
package struct WebhookAuthentication: Hashable, Sendable {
    /// SHA-256 of each bearer key that is live; two during a rotation.
    package var keyHashes: [[UInt8]]
    package var application: BearerMode
    package var sessionUpdate: BearerMode
    package var cdr: BearerMode
    /// The public key id expected with voice requests; `nil` accepts any.
    ///
    /// No secret, and no proof.
    package var applicationKeyID: String?

    package init(
        keyHashes: [[UInt8]] = [], application: BearerMode = .required,
        sessionUpdate: BearerMode = .ifPresent, cdr: BearerMode = .ifPresent,
        applicationKeyID: String? = nil
    ) {
        self.keyHashes = keyHashes
        self.application = application
        self.sessionUpdate = sessionUpdate
        self.cdr = cdr
        self.applicationKeyID = applicationKeyID
    }
}

/// What a webhook endpoint demands of the `Authorization` header.
package enum BearerMode: String, Hashable, Sendable, CaseIterable {
    /// A missing bearer is refused like a wrong one.
    case required
    /// A wrong bearer is refused; a missing one is not.
    case ifPresent = "if-present"
    /// The header is not looked at.
    case off
}

/// How calls are dialled unless an agent or a rule says otherwise.
package struct DialSettings: Hashable, Sendable {
    /// How long one agent rings before the next is tried.
    package var ringTimeout: Duration
    /// The longest a connected call may last; `nil` leaves it to the switch.
    package var timeLimit: Duration?
    /// The caller id shown to agents; `nil` shows the caller's own.
    package var callerID: String?

    package init(
        ringTimeout: Duration = .seconds(20), timeLimit: Duration? = nil, callerID: String? = nil
    ) {
        self.ringTimeout = ringTimeout
        self.timeLimit = timeLimit
        self.callerID = callerID
    }
}
