import Telephony

@testable import Routing

/// What the rules mean, said as plainly as possible: sort, go through, take the first usable.
struct NaiveMatcher {
    let configuration: TenantConfiguration

    func route(_ call: IncomingCall) -> (target: RouteTarget, rules: [ConsideredRule]) {
        var considered: [ConsideredRule] = []
        var target = RouteTarget.none
        switch call.origin {
        case .inbound:
            target = inbound(call.to, &considered)
        case .internalOrigin:
            target = outbound(call.from, call.to, &considered)
            if target == .none { target = inbound(call.to, &considered) }
        case .apiOutbound:
            target = inbound(call.from, &considered)
        }
        if considered.count > 16, let last = considered.last, last.verdict == .taken {
            considered = considered.prefix(15) + [last]
        }
        return (target, Array(considered.prefix(16)))
    }

    private func inbound(
        _ address: PhoneAddress, _ considered: inout [ConsideredRule]
    ) -> RouteTarget {
        let rules = configuration.inboundRules
            .filter { $0.isEnabled && $0.pattern.matches(address) }
            .sorted {
                ($0.priority, -$0.pattern.length, $0.id) < ($1.priority, -$1.pattern.length, $1.id)
            }
        for rule in rules {
            let verdict = verdict(on: rule.target)
            considered.append(ConsideredRule(rule: rule.id, isOutbound: false, verdict: verdict))
            guard verdict == .taken else { continue }
            switch rule.target {
            case .agent(let id): return .agent(id)
            case .group(let id): return .group(id)
            }
        }
        return .none
    }

    private func outbound(
        _ caller: PhoneAddress, _ destination: PhoneAddress, _ considered: inout [ConsideredRule]
    ) -> RouteTarget {
        let rules = configuration.outboundRules
            .filter { $0.isEnabled && $0.destinationPattern.matches(destination) }
            .sorted {
                (-$0.destinationPattern.length, -$0.callerPattern.length, $0.id)
                    < (-$1.destinationPattern.length, -$1.callerPattern.length, $1.id)
            }
        for rule in rules {
            let isUsable = (rule.trunks + rule.fallbackTrunks).contains { id in
                configuration.trunks.contains { $0.id == id && $0.isEnabled }
            }
            let verdict: RuleVerdict =
                !rule.callerPattern.matches(caller)
                ? .callerDoesNotMatch : isUsable ? .taken : .trunksDisabled
            considered.append(ConsideredRule(rule: rule.id, isOutbound: true, verdict: verdict))
            if verdict == .taken { return .trunks(rule.id) }
        }
        return .none
    }

    private func verdict(on target: RuleTarget) -> RuleVerdict {
        switch target {
        case .agent(let id):
            guard let agent = agent(id) else { return .targetMissing }
            return agent.isEnabled ? .taken : .targetDisabled
        case .group(let id):
            guard let group = group(id) else { return .targetMissing }
            guard group.isEnabled else { return .targetDisabled }
            return canTakeCalls(group, visited: []) ? .taken : .targetEmpty
        }
    }

    private func canTakeCalls(_ group: AgentGroupDefinition, visited: [GroupID]) -> Bool {
        guard group.isEnabled, !visited.contains(group.id) else { return false }
        if group.members.contains(where: { agent($0.agent)?.isEnabled == true }) { return true }
        guard group.isFallbackEnabled else { return false }
        switch group.fallback {
        case .agent(let id): return agent(id)?.isEnabled == true
        case .number(let number): return !number.isEmpty
        case .group(let id):
            return self.group(id).map { canTakeCalls($0, visited: visited + [group.id]) } ?? false
        case nil: return false
        }
    }

    private func agent(_ id: AgentID) -> VoiceAgent? {
        configuration.agents.first { $0.id == id }
    }

    private func group(_ id: GroupID) -> AgentGroupDefinition? {
        configuration.groups.first { $0.id == id }
    }
}
