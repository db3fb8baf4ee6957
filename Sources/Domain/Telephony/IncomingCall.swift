/// A call that asks where to go, in the words shared by every switch.
package struct IncomingCall: Hashable, Sendable {
    package let tenant: TenantID
    package let session: SessionToken
    /// The switch's own call id: opaque, kept for correlation.
    package let callID: String
    package let from: PhoneAddress
    package let to: PhoneAddress
    package let origin: CallOrigin
    /// The direction as the switch spelled it.
    package let rawDirection: String
    /// When the call started, by the switch's clock; `nil` when it does not say.
    package let startedAt: Timestamp?

    package init(
        tenant: TenantID, session: SessionToken, callID: String, from: PhoneAddress,
        to: PhoneAddress, origin: CallOrigin, rawDirection: String, startedAt: Timestamp?
    ) {
        self.tenant = tenant
        self.session = session
        self.callID = callID
        self.from = from
        self.to = to
        self.origin = origin
        self.rawDirection = rawDirection
        self.startedAt = startedAt
    }
}
