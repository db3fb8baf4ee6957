/// A group of agents as it is configured.
package struct AgentGroupDefinition: Hashable, Sendable {
    package let id: GroupID
    package var name: String
    package var strategy: RingStrategy
    package var isEnabled: Bool
    package var members: [GroupMember]
    /// Where a call goes when no agent of the group can take it.
    package var fallback: GroupFallback?
    /// `fallback_enabled`: whether `fallback` is used at all.
    package var isFallbackEnabled: Bool

    package init(
        id: GroupID, name: String, strategy: RingStrategy, isEnabled: Bool = true,
        members: [GroupMember], fallback: GroupFallback? = nil, isFallbackEnabled: Bool = true
    ) {
        self.id = id
        self.name = name
        self.strategy = strategy
        self.isEnabled = isEnabled
        self.members = members
        self.fallback = fallback
        self.isFallbackEnabled = isFallbackEnabled
    }
}

/// An agent's place in a group.
package struct GroupMember: Hashable, Sendable {
    package let agent: AgentID
    /// Lower is tried first; `nil` counts as 50, the middle of 1...100.
    package var priority: Int?
    /// The member's share relative to others; `nil` counts as 1.
    package var capacity: Int?

    package init(agent: AgentID, priority: Int? = nil, capacity: Int? = nil) {
        self.agent = agent
        self.priority = priority
        self.capacity = capacity
    }

    /// The priority that counts.
    package var effectivePriority: Int { priority ?? 50 }
    /// The weight that counts, never below 1.
    package var weight: Int { max(1, capacity ?? 1) }
}

/// Where a group sends a call that none of its agents can take.
package enum GroupFallback: Hashable, Sendable {
    case agent(AgentID)
    case group(GroupID)
    /// A phone number, dialled as it is written.
    case number(String)
}

/// How a group chooses among its agents, with the settings each way knows.
package enum RingStrategy: Hashable, Sendable {
    case roundRobin(RoundRobinSettings)
    case priority(PrioritySettings)
    case loadBalanced(LoadBalancedSettings)

    /// The specification's word for it.
    package var name: String {
        switch self {
        case .roundRobin: "round_robin"
        case .priority: "priority"
        case .loadBalanced: "load_balanced"
        }
    }
}

/// The settings of `round_robin`.
package struct RoundRobinSettings: Hashable, Sendable {
    /// `weighted_by_capacity`: members take turns in proportion to their capacity.
    package var isWeightedByCapacity = true
    /// `reset_on_agent_change`: the rotation starts afresh when its members change.
    package var resetsOnAgentChange = true

    package init() {}
}

/// The settings of `priority`.
package struct PrioritySettings: Hashable, Sendable {
    /// `failover_enabled`: lower levels are tried when a higher one fails.
    package var isFailoverEnabled = true
    /// `round_robin_same_priority`: members of one level take turns; otherwise the lowest id is first.
    package var rotatesWithinLevel = true

    package init() {}
}

/// The settings of `load_balanced`.
package struct LoadBalancedSettings: Hashable, Sendable {
    /// `window_hours`: how far back calls are counted, 1 to 168 hours.
    package var window: Duration = .seconds(24 * 3_600)
    /// `max_calls_per_agent`: an absolute cap on calls within the window; `nil` is no cap.
    package var maximumCallsPerAgent: Int?

    package init() {}
}
