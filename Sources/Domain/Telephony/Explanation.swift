/// Why a decision came out as it did: kept with the call, shown on demand.
package struct Explanation: Hashable, Sendable {
    /// The configuration version that was in force.
    package var configurationVersion: Int64
    /// Rules in the order they were considered; at most 16.
    package var rules: [ConsideredRule] = []
    /// Agents with the numbers they were compared by; at most 32.
    package var candidates: [Candidate] = []
    /// How many agents there were in all.
    package var candidateCount = 0
    /// The strategy that chose, in the specification's word.
    package var strategy: String?
    package var tieBreak: TieBreak?
    /// Why the safe plan was served; `nil` when it was not.
    package var safePlan: SafePlanReason?
    /// How long the decision took in process.
    package var decisionTime: Duration = .zero

    package static let ruleLimit = 16
    package static let candidateLimit = 32

    package init(configurationVersion: Int64) {
        self.configurationVersion = configurationVersion
    }
}

/// A rule that was looked at.
package struct ConsideredRule: Hashable, Sendable {
    package let rule: RuleID
    package let isOutbound: Bool
    package let verdict: RuleVerdict

    package init(rule: RuleID, isOutbound: Bool, verdict: RuleVerdict) {
        self.rule = rule
        self.isOutbound = isOutbound
        self.verdict = verdict
    }
}

/// Why a rule was taken or passed over.
package enum RuleVerdict: String, Hashable, Sendable, CaseIterable {
    case taken
    case targetDisabled = "target_disabled"
    case targetMissing = "target_missing"
    /// The group has no enabled agent at all.
    case targetEmpty = "target_empty"
    case callerDoesNotMatch = "caller_does_not_match"
    case trunksDisabled = "trunks_disabled"
}

/// An agent that could have been chosen, with the numbers the strategy compared.
package struct Candidate: Hashable, Sendable {
    package let agent: AgentID
    package let priority: Int
    package let weight: Int
    /// Calls counted in the strategy's window.
    package let calls: Int
    package let verdict: CandidateVerdict

    package init(
        agent: AgentID, priority: Int, weight: Int, calls: Int, verdict: CandidateVerdict
    ) {
        self.agent = agent
        self.priority = priority
        self.weight = weight
        self.calls = calls
        self.verdict = verdict
    }
}

/// Why an agent was chosen or not.
package enum CandidateVerdict: String, Hashable, Sendable, CaseIterable {
    case chosen
    case notChosen = "not_chosen"
    case disabled
    case alreadyTried = "already_tried"
    case atCap = "at_cap"
    /// A lower level, which this strategy does not fall over to.
    case lowerLevel = "lower_level"
}

/// What decided among candidates that were equal.
package enum TieBreak: String, Hashable, Sendable, CaseIterable {
    case onlyCandidate = "only_candidate"
    case rotation
    case lowestPriority = "lowest_priority"
    case leastLoad = "least_load"
    case longestSinceChosen = "longest_since_chosen"
    case lowestID = "lowest_id"
    case fallback
}
