import CXML
package import CallControl
package import CallEngine
package import Routing
package import Telephony

/// Says a decision in CXML.
///
/// What cannot be said (an agent whose stored name is not legal there) becomes the safe plan, and
/// that failing, the end of the call: the caller always gets a legal document.
package struct DocumentRenderer: AnswerRenderer {
    /// Where callbacks come in, below the tenant's public base URL.
    static let callbackPath = "/api/voice/callback/"

    /// The agent is a person or a queue with a number, not a provider's service.
    package static let numberProvider = "number"
    /// The agent is a SIP address.
    package static let sipProvider = "sip"

    private let seal: CallbackSeal

    package init(seal: CallbackSeal) { self.seal = seal }

    package func render(
        _ decision: Decision, for call: IncomingCall, progress: RouteProgress?,
        snapshot: TenantSnapshot
    ) -> [UInt8]? {
        if case .safePlan = decision { return snapshot.safeAnswer }
        return document(decision, for: call, progress: progress, table: snapshot.table)?.bytes
    }

    /// The safe plan of a tenant: the same bytes for every call.
    package func safeAnswer(for table: RoutingTable) -> [UInt8] {
        let document: CXMLDocument? =
            switch table.tenant.safePlan {
            case .hangup: CXMLDocument.hangup
            case .say(let text): try? CXMLDocument(.say(Say(SpokenText(text))), .hangup)
            case .number(let number): self.document(dialling: number, table.tenant.dial)
            case .agent(let id):
                table.agent(id).flatMap { agent in
                    guard agent.isEnabled else { return nil }
                    return try? Self.target(of: agent).map {
                        CXMLDocument(
                            .dial(Dial($0, timeout: Self.seconds(table.tenant.dial.ringTimeout))))
                    }
                }
            }
        return (document ?? .hangup).bytes
    }

    // MARK: - Documents

    private func document(
        _ decision: Decision, for call: IncomingCall, progress: RouteProgress?,
        table: RoutingTable
    ) -> CXMLDocument? {
        switch decision {
        case .hangup:
            return .hangup
        case .safePlan:
            return nil
        case .number(let number, let ringTimeout):
            guard let number = Self.dialed(number) else { return nil }
            var dial = Dial(
                .number(number), action: callback(for: call, progress, table),
                timeout: Self.seconds(ringTimeout))
            dial.callerId = callerID(for: call, table)
            dial.timeLimit = table.tenant.dial.timeLimit.map(Self.seconds)
            return CXMLDocument(.dial(dial))
        case .agent(let attempt):
            guard let agent = table.agent(attempt.agent),
                let target = try? Self.target(of: agent)
            else { return nil }
            var dial = Dial(
                target, action: callback(for: call, progress, table),
                timeout: Self.seconds(attempt.ringTimeout))
            dial.callerId = callerID(for: call, table)
            dial.timeLimit = attempt.timeLimit.map(Self.seconds)
            return CXMLDocument(.dial(dial))
        case .trunks(let attempt):
            let names = attempt.trunks.compactMap { table.trunk($0)?.name }
            guard let trunks = try? TrunkList(names),
                let number = Self.dialed(attempt.destination)
            else { return nil }
            var dial = Dial(
                .number(number), action: callback(for: call, progress, table),
                timeout: Self.seconds(attempt.ringTimeout))
            dial.callerId = callerID(for: call, table)
            dial.timeLimit = attempt.timeLimit.map(Self.seconds)
            dial.trunks = trunks
            return CXMLDocument(.dial(dial))
        }
    }

    private func document(dialling number: String, _ settings: DialSettings) -> CXMLDocument? {
        guard let number = try? DialedNumber(number) else { return nil }
        return CXMLDocument(
            .dial(
                Dial(
                    .number(number), timeout: Self.seconds(settings.ringTimeout),
                    timeLimit: settings.timeLimit.map(Self.seconds))))
    }

    /// The number as it was dialled; people may have put spaces in it, which a document can not.
    private static func dialed(_ destination: String) -> DialedNumber? {
        let scalars = destination.unicodeScalars.filter { !$0.properties.isWhitespace }
        return try? DialedNumber(String(String.UnicodeScalarView(scalars)))
    }

    private static func target(of agent: VoiceAgent) throws(CXMLError) -> Dial.Target? {
        let value = agent.serviceValue.revealed
        switch agent.provider {
        case numberProvider:
            return .number(try DialedNumber(value))
        case sipProvider:
            let address = try SIPAddress(value)
            guard let username = agent.username, let password = agent.password else {
                return .sip(SIPNoun(address))
            }
            return .sip(
                SIPNoun(
                    address,
                    credentials: .init(
                        username: try AttributeText(username.revealed),
                        password: try AttributeText(password.revealed))))
        default:
            return .service(
                ServiceNoun(
                    provider: try ProviderID(agent.provider),
                    username: try attribute(agent.username),
                    password: try attribute(agent.password), value: try NounText(value)))
        }
    }

    private static func attribute(_ secret: Secret?) throws(CXMLError) -> AttributeText? {
        guard let secret else { return nil }
        return try AttributeText(secret.revealed)
    }

    private func callback(
        for call: IncomingCall, _ progress: RouteProgress?, _ table: RoutingTable
    ) -> Callback? {
        guard let progress else { return nil }
        let token = seal.seal(
            CallbackToken(tenant: call.tenant, session: call.session, progress: progress))
        let url = table.tenant.publicBaseURL + Self.callbackPath + token
        return (try? WebURL(url)).map { Callback($0, method: .post) }
    }

    /// The tenant's caller id, else the caller's own as it came.
    private func callerID(for call: IncomingCall, _ table: RoutingTable) -> AttributeText? {
        try? AttributeText(table.tenant.dial.callerID ?? call.from.raw)
    }

    private static func seconds(_ duration: Duration) -> Seconds {
        (try? Seconds(duration)) ?? Seconds(clamping: Int(clamping: duration.components.seconds))
    }
}
