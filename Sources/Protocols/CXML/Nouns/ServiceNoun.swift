/// An agent at a provider.
package struct ServiceNoun: Hashable, Sendable {
    /// Whose agent it is.
    package var provider: ProviderID
    /// The agent's number or name at the provider.
    package var value: NounText
    /// The account at the provider, where it wants one.
    package var username: AttributeText?
    /// The secret at the provider, where it wants one.
    package var password: AttributeText?

    /// Takes the agent; credentials only where the provider wants them.
    package init(
        provider: ProviderID, username: AttributeText? = nil, password: AttributeText? = nil,
        value: NounText
    ) {
        self.provider = provider
        self.username = username
        self.password = password
        self.value = value
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Service")
        writer.attribute(.provider, provider.text)
        // Each when it is set: some providers know only a user name.
        writer.attribute(.username, username?.text)
        writer.attribute(.password, password?.text)
        writer.markup(">")
        writer.text(value.text)
        writer.markup("</Service>")
    }
}
