package import Routing
package import Telephony

/// What would become of a call: the decisions, one after the other, without a call.
///
/// Groups start with no calls counted, so that the same question always has the same answer.
package struct RoutePreview: Sendable {
    /// One decision with its reasons.
    package struct Step: Sendable {
        package let decision: Decision
        package let progress: RouteProgress
        package let explanation: Explanation
    }

    package let steps: [Step]

    /// Decides the call, and then again for each attempt that is said to have ended so.
    package init(of call: IncomingCall, in table: RoutingTable, outcomes: [DialOutcome] = []) {
        var groups: [GroupID: GroupState] = [:]
        var explanation = Explanation(configurationVersion: table.version)
        let target = table.match(call, explanation: &explanation)
        var walk = RouteWalk(target: target, destination: call.to.raw)
        var steps: [Step] = []
        var next = walk.begin(in: table)
        var remaining = outcomes[...]
        while true {
            let decision = RoutePreview.decision(
                from: next, &walk, &groups, table, &explanation)
            steps.append(
                Step(decision: decision, progress: walk.progress, explanation: explanation))
            guard let outcome = remaining.popFirst(), RoutePreview.comesBack(decision) else {
                break
            }
            explanation = Explanation(configurationVersion: table.version)
            next = outcome == .answered ? .decide(.hangup) : walk.attemptEnded(outcome, in: table)
        }
        self.steps = steps
    }

    private static func decision(
        from first: RouteWalk.Step, _ walk: inout RouteWalk,
        _ groups: inout [GroupID: GroupState], _ table: RoutingTable,
        _ explanation: inout Explanation
    ) -> Decision {
        var step = first
        while case .choose(let id) = step {
            guard let group = table.group(id) else {
                step = walk.chosen(nil, turn: nil, in: table)
                continue
            }
            let turn = walk.progress.turn ?? 0
            let agent = groups[id, default: GroupState()].choose(
                group, turn: GroupTurn(position: turn), tried: walk.progress.tried, now: .zero,
                explanation: &explanation)
            step = walk.chosen(agent, turn: turn, in: table)
        }
        guard case .decide(let decision) = step else { return .hangup }
        return decision
    }

    /// Whether the switch reports how the decision went.
    private static func comesBack(_ decision: Decision) -> Bool {
        switch decision {
        case .agent, .trunks: true
        case .number, .safePlan, .hangup: false
        }
    }
}
