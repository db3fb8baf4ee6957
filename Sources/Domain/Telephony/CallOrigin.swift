/// Where a call comes from, as far as routing is concerned.
package enum CallOrigin: String, Hashable, Sendable, CaseIterable {
    /// It arrived on a trunk: inbound rules.
    case inbound
    /// A subscriber or an application of ours placed it: outbound rules, then inbound rules.
    case internalOrigin = "internal"
    /// Our own API started it, and the called party has answered: inbound rules on our number.
    case apiOutbound = "api"

    /// The word kept in the call record, whose vocabulary knows two.
    package var recordDirection: CallDirection {
        switch self {
        case .inbound: .inbound
        case .internalOrigin, .apiOutbound: .outbound
        }
    }
}

/// The direction a call record shows.
package enum CallDirection: String, Hashable, Sendable, CaseIterable {
    case inbound
    case outbound
}
