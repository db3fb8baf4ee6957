package import Telephony

/// Where the rules send a call.
package enum RouteTarget: Hashable, Sendable {
    /// One agent, named by the rule itself.
    case agent(AgentID)
    /// A group, whose strategy chooses the agent.
    case group(GroupID)
    /// Out by the trunks of an outbound rule; see `RoutingTable.outboundRule(_:)`.
    case trunks(RuleID)
    /// No rule applies: the tenant's safe plan.
    case none
}
