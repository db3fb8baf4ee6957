/// Somebody, or something, that can answer a call: an AI agent at a provider, or a number.
package struct VoiceAgent: Hashable, Sendable {
    package let id: AgentID
    package var name: String
    /// The provider id in lower case, as Cloudonix spells it: `vapi`, `retell`, `elevenlabs`.
    package var provider: String
    /// The provider's name for this agent, usually a phone number in E.164.
    package var serviceValue: Secret
    package var username: Secret?
    package var password: Secret?
    package var isEnabled: Bool
    /// How long this agent rings before the next is tried; `nil` takes the tenant's.
    package var ringTimeout: Duration?

    package init(
        id: AgentID, name: String, provider: String, serviceValue: Secret,
        username: Secret? = nil, password: Secret? = nil, isEnabled: Bool = true,
        ringTimeout: Duration? = nil
    ) {
        self.id = id
        self.name = name
        self.provider = provider
        self.serviceValue = serviceValue
        self.username = username
        self.password = password
        self.isEnabled = isEnabled
        self.ringTimeout = ringTimeout
    }
}
