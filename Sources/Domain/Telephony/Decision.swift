/// Where a call goes next, in the words shared by every switch.
package enum Decision: Hashable, Sendable {
    /// Ring one agent, and come back with the result.
    case agent(AgentAttempt)
    /// Go out by trunks, and come back with the result.
    case trunks(TrunkAttempt)
    /// Dial a number, and do not come back.
    case number(String, ringTimeout: Duration)
    /// The tenant's safe plan.
    case safePlan(SafePlanReason)
    /// The conversation took place: end the call.
    case hangup
}

/// One agent to ring.
package struct AgentAttempt: Hashable, Sendable {
    package let agent: AgentID
    /// The group that chose the agent; `nil` when a rule names the agent itself.
    package let group: GroupID?
    /// 1 for the first attempt of the call.
    package let number: Int
    package let ringTimeout: Duration
    package let timeLimit: Duration?

    package init(
        agent: AgentID, group: GroupID?, number: Int, ringTimeout: Duration, timeLimit: Duration?
    ) {
        self.agent = agent
        self.group = group
        self.number = number
        self.ringTimeout = ringTimeout
        self.timeLimit = timeLimit
    }
}

/// One way out by trunks.
package struct TrunkAttempt: Hashable, Sendable {
    package let rule: RuleID
    package let trunks: [TrunkID]
    package let isFallback: Bool
    package let number: Int
    package let destination: String
    package let ringTimeout: Duration
    package let timeLimit: Duration?

    package init(
        rule: RuleID, trunks: [TrunkID], isFallback: Bool, number: Int, destination: String,
        ringTimeout: Duration, timeLimit: Duration?
    ) {
        self.rule = rule
        self.trunks = trunks
        self.isFallback = isFallback
        self.number = number
        self.destination = destination
        self.ringTimeout = ringTimeout
        self.timeLimit = timeLimit
    }
}

/// Why the safe plan was served instead of a decision.
package enum SafePlanReason: String, Hashable, Sendable, CaseIterable {
    case noMatchingRule = "no_matching_rule"
    case noAgentAvailable = "no_agent_available"
    case attemptsExhausted = "attempts_exhausted"
    case trunksFailed = "trunks_failed"
    case callNotCompleted = "call_not_completed"
    case deadlineMissed = "deadline_missed"
    case overloaded
    case rateLimited = "rate_limited"
    case unreadableRequest = "unreadable_request"
    case tenantDisabled = "tenant_disabled"
    case internalFailure = "internal_failure"
}
