/// A SIP address to be called, with what an authentication challenge is answered with.
package struct SIPNoun: Hashable, Sendable {
    /// Whose domain the From header shows.
    package enum Domain: String, Hashable, Sendable, CaseIterable {
        case origin
        case destination
    }

    /// A challenge is only answered when both are known.
    package struct Credentials: Hashable, Sendable {
        /// The user name the challenge is answered with.
        package var username: AttributeText
        /// The password the challenge is answered with.
        package var password: AttributeText

        /// Takes both.
        package init(username: AttributeText, password: AttributeText) {
            self.username = username
            self.password = password
        }
    }

    /// Who is called.
    package var address: SIPAddress
    /// What a challenge is answered with.
    package var credentials: Credentials?
    /// Whose domain the From header shows.
    package var domain: Domain?

    /// Takes the address; without credentials a challenge fails the call.
    package init(_ address: SIPAddress, credentials: Credentials? = nil, domain: Domain? = nil) {
        self.address = address
        self.credentials = credentials
        self.domain = domain
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Sip")
        writer.attribute(.username, credentials?.username.text)
        writer.attribute(.password, credentials?.password.text)
        writer.attribute(.domain, domain?.rawValue)
        writer.markup(">")
        writer.text(address.text)
        writer.markup("</Sip>")
    }
}
