/// Sends calls to a number, or to numbers with a prefix, to an agent or a group.
package struct InboundRule: Hashable, Sendable {
    package let id: RuleID
    package var pattern: NumberPattern
    package var target: RuleTarget
    /// Lower is tried first.
    package var priority: Int
    package var isEnabled: Bool

    package init(
        id: RuleID, pattern: NumberPattern, target: RuleTarget, priority: Int,
        isEnabled: Bool = true
    ) {
        self.id = id
        self.pattern = pattern
        self.target = target
        self.priority = priority
        self.isEnabled = isEnabled
    }
}

/// What an inbound rule points at.
package enum RuleTarget: Hashable, Sendable {
    case agent(AgentID)
    case group(GroupID)
}

/// Sends calls from a caller id to a destination out by trunks.
package struct OutboundRule: Hashable, Sendable {
    package let id: RuleID
    package var callerPattern: NumberPattern
    package var destinationPattern: NumberPattern
    /// Tried together, by the switch's own order.
    package var trunks: [TrunkID]
    /// Tried after `failed` on the first ones, never after busy, no answer or cancellation.
    package var fallbackTrunks: [TrunkID]
    /// The longest the call may last; `nil` takes the tenant's.
    package var timeLimit: Duration?
    package var ringTimeout: Duration?
    package var isEnabled: Bool

    package init(
        id: RuleID, callerPattern: NumberPattern, destinationPattern: NumberPattern,
        trunks: [TrunkID], fallbackTrunks: [TrunkID] = [], timeLimit: Duration? = nil,
        ringTimeout: Duration? = nil, isEnabled: Bool = true
    ) {
        self.id = id
        self.callerPattern = callerPattern
        self.destinationPattern = destinationPattern
        self.trunks = trunks
        self.fallbackTrunks = fallbackTrunks
        self.timeLimit = timeLimit
        self.ringTimeout = ringTimeout
        self.isEnabled = isEnabled
    }
}

/// A trunk as the switch knows it.
package struct Trunk: Hashable, Sendable {
    package let id: TrunkID
    /// The switch's own name or id of the trunk.
    package var name: String
    package var isEnabled: Bool

    package init(id: TrunkID, name: String, isEnabled: Bool = true) {
        self.id = id
        self.name = name
        self.isEnabled = isEnabled
    }
}
