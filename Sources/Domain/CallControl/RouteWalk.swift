package import Routing
package import Telephony

/// How far a call has come through its candidates: the part of a call that must survive a restart.
///
/// It is small enough to travel in the callback URL, so that a node that never saw the call can
/// carry on with it.
package struct RouteProgress: Hashable, Sendable {
    package var leg: Leg
    /// Attempts made so far, 1 for the first.
    package var attempt: Int
    /// The groups' shared counter as drawn for this call.
    package var turn: UInt64?
    package var tried: [AgentID]
    /// Groups entered so far, the present one last.
    package var groups: [GroupID]

    /// What the attempt under way is.
    package enum Leg: Hashable, Sendable {
        case agent
        case group
        case trunks(RuleID, isFallback: Bool)
        /// A number, or an agent, that is the last resort: nothing follows it.
        case last
    }

    package init(
        leg: Leg, attempt: Int = 0, turn: UInt64? = nil, tried: [AgentID] = [],
        groups: [GroupID] = []
    ) {
        self.leg = leg
        self.attempt = attempt
        self.turn = turn
        self.tried = tried
        self.groups = groups
    }
}

extension RouteProgress {
    /// The outbound rule whose trunks are being tried.
    package var rule: RuleID? {
        if case .trunks(let rule, _) = leg { rule } else { nil }
    }
}

/// Walks a call through the candidates of its route: next agent, fallback, safe plan.
///
/// It asks its owner to choose within a group, since the group's numbers live elsewhere.
package struct RouteWalk: Hashable, Sendable {
    package private(set) var progress: RouteProgress
    private let destination: String

    /// At most this many attempts are made for one call.
    package static let attemptLimit = 10
    /// At most this many groups follow one another as fallbacks.
    package static let groupLimit = 5

    /// What the owner does next.
    package enum Step: Hashable, Sendable {
        /// Choose an agent of the group, then call `chosen`.
        case choose(GroupID)
        case decide(Decision)
    }

    /// `turn` is the group's counter when it was drawn beforehand.
    package init(target: RouteTarget, destination: String, turn: UInt64? = nil) {
        self.destination = destination
        switch target {
        case .agent(let agent):
            progress = RouteProgress(leg: .agent, tried: [agent])
        case .group(let group):
            progress = RouteProgress(leg: .group, turn: turn, groups: [group])
        case .trunks(let rule):
            progress = RouteProgress(leg: .trunks(rule, isFallback: false))
        case .none:
            progress = RouteProgress(leg: .last)
        }
    }

    /// Continues a walk whose beginning another node, or an earlier run of this one, made.
    package init(resuming progress: RouteProgress, destination: String) {
        self.progress = progress
        self.destination = destination
    }

    /// The group to choose from now.
    package var group: GroupID? { progress.leg == .group ? progress.groups.last : nil }

    // MARK: - Inputs

    /// The first step of a call.
    package mutating func begin(in table: RoutingTable) -> Step {
        switch progress.leg {
        case .agent:
            guard let agent = progress.tried.first else {
                return .decide(.safePlan(.noMatchingRule))
            }
            return ring(agent, group: nil, in: table) ?? .decide(.safePlan(.noAgentAvailable))
        case .group:
            guard let group = progress.groups.last else {
                return .decide(.safePlan(.noMatchingRule))
            }
            return .choose(group)
        case .trunks(let rule, let isFallback):
            return goOut(by: rule, isFallback: isFallback, in: table)
                ?? .decide(.safePlan(.trunksFailed))
        case .last:
            return .decide(.safePlan(.noMatchingRule))
        }
    }

    /// The group chose, or had nobody left.
    package mutating func chosen(
        _ agent: AgentID?, turn: UInt64?, in table: RoutingTable
    ) -> Step {
        progress.turn = turn ?? progress.turn
        guard let agent else { return fallBack(in: table) }
        progress.tried.append(agent)
        return ring(agent, group: progress.groups.last, in: table) ?? fallBack(in: table)
    }

    /// An attempt ended without a conversation.
    package mutating func attemptEnded(_ outcome: DialOutcome, in table: RoutingTable) -> Step {
        switch progress.leg {
        case .agent:
            return .decide(.safePlan(.attemptsExhausted))
        case .last:
            return .decide(.safePlan(.callNotCompleted))
        case .group:
            guard let group = progress.groups.last, progress.attempt < Self.attemptLimit else {
                return fallBack(in: table)
            }
            return .choose(group)
        case .trunks(let rule, isFallback: false) where outcome == .failed:
            return goOut(by: rule, isFallback: true, in: table)
                ?? .decide(.safePlan(.trunksFailed))
        case .trunks:
            return .decide(outcome == .failed ? .safePlan(.trunksFailed) : .hangup)
        }
    }

    // MARK: - Steps

    private mutating func ring(
        _ agent: AgentID, group: GroupID?, in table: RoutingTable
    ) -> Step? {
        guard let found = table.agent(agent), found.isEnabled else { return nil }
        progress.attempt += 1
        let dial = table.tenant.dial
        return .decide(
            .agent(
                AgentAttempt(
                    agent: agent, group: group, number: progress.attempt,
                    ringTimeout: found.ringTimeout ?? dial.ringTimeout,
                    timeLimit: dial.timeLimit)))
    }

    private mutating func goOut(
        by rule: RuleID, isFallback: Bool, in table: RoutingTable
    ) -> Step? {
        guard let rule = table.outboundRule(rule) else { return nil }
        let trunks = isFallback ? rule.fallbackTrunks : rule.trunks
        guard !trunks.isEmpty else {
            return isFallback ? nil : goOut(by: rule.id, isFallback: true, in: table)
        }
        progress.leg = .trunks(rule.id, isFallback: isFallback)
        progress.attempt += 1
        let dial = table.tenant.dial
        return .decide(
            .trunks(
                TrunkAttempt(
                    rule: rule.id, trunks: trunks.map(\.id), isFallback: isFallback,
                    number: progress.attempt, destination: destination,
                    ringTimeout: rule.ringTimeout ?? dial.ringTimeout,
                    timeLimit: rule.timeLimit ?? dial.timeLimit)))
    }

    private mutating func fallBack(in table: RoutingTable) -> Step {
        let nobody = Step.decide(
            .safePlan(progress.attempt == 0 ? .noAgentAvailable : .attemptsExhausted))
        guard let id = progress.groups.last, let group = table.group(id),
            let fallback = group.fallback
        else {
            progress.leg = .last
            return nobody
        }
        switch fallback {
        case .agent(let agent):
            progress.leg = .last
            guard !progress.tried.contains(agent) else { return nobody }
            progress.tried.append(agent)
            return ring(agent, group: nil, in: table) ?? nobody
        case .group(let next):
            guard !progress.groups.contains(next), progress.groups.count < Self.groupLimit,
                table.group(next)?.isEnabled == true
            else {
                progress.leg = .last
                return nobody
            }
            progress.groups.append(next)
            progress.turn = nil
            return .choose(next)
        case .number(let number):
            progress.leg = .last
            guard !number.isEmpty else { return nobody }
            progress.attempt += 1
            return .decide(.number(number, ringTimeout: table.tenant.dial.ringTimeout))
        }
    }
}
