/// An identifier that is a number in the database, and a type of its own in the code.
package protocol NumericIdentifier: RawRepresentable, Hashable, Comparable, Sendable,
    CustomStringConvertible
where RawValue == Int64 {
    init(rawValue: Int64)
}

extension NumericIdentifier {
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    package var description: String { String(rawValue) }
}

/// A customer whose calls, agents and rules no other customer sees.
package struct TenantID: NumericIdentifier {
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A voice agent: somebody, or something, that can answer a call.
package struct AgentID: NumericIdentifier {
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A group of agents that share calls by a strategy.
package struct GroupID: NumericIdentifier {
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A routing rule, inbound or outbound.
package struct RuleID: NumericIdentifier {
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A trunk: a way out to the telephone network.
package struct TrunkID: NumericIdentifier {
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The key of one call across every message about it.
///
/// On Cloudonix it is the session token (32 lower-case hexadecimal digits); nothing relies on
/// that shape, and a call without one is keyed by its call id.
package struct SessionToken: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package var description: String { rawValue }
}
