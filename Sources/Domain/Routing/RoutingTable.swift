package import Telephony

/// One version of a tenant's configuration, compiled for answering calls.
///
/// It is immutable and shared by reference: a new version is a new table. Nothing in a
/// configuration can make compiling fail; what cannot work is passed over and listed.
package final class RoutingTable: Sendable {
    package let tenant: Tenant
    /// What was passed over, at most `problemLimit` of them.
    package let problems: [RoutingProblem]
    /// How many things were passed over in all.
    package let problemCount: Int

    /// How many problems are kept as such; the rest are only counted.
    package static let problemLimit = 100

    private let directory: RoutingDirectory
    private let inbound: InboundIndex
    private let outbound: OutboundIndex

    /// Compiles a configuration; the cost is roughly linear in its size.
    package init(compiling configuration: TenantConfiguration) {
        var problems = ProblemList()
        tenant = configuration.tenant
        Self.note(configuration.tenant, in: &problems)
        let directory = RoutingDirectory(configuration, problems: &problems)
        if case .agent(let id) = tenant.safePlan, directory.agents[id]?.isEnabled != true {
            problems.append(.unusableSafePlanAgent(id))
        }
        inbound = Self.inboundIndex(configuration.inboundRules, directory, &problems)
        outbound = Self.outboundIndex(configuration.outboundRules, directory, &problems)
        self.directory = directory
        self.problems = problems.problems
        problemCount = problems.count
    }

    /// The version of the configuration it was compiled from.
    package var version: Int64 { tenant.version }

    /// The agent, enabled or not.
    package func agent(_ id: AgentID) -> VoiceAgent? { directory.agents[id] }

    /// The group, enabled or not.
    package func group(_ id: GroupID) -> CompiledGroup? { directory.groups[id] }

    /// The trunk, enabled or not.
    package func trunk(_ id: TrunkID) -> Trunk? { directory.trunks[id] }

    /// The rule with its usable trunks; `nil` when it is gone, disabled, or has none.
    package func outboundRule(_ id: RuleID) -> CompiledOutboundRule? {
        outbound.rule(id).flatMap { CompiledOutboundRule($0, trunks: directory.trunks) }
    }

    /// The places a call of the group can go, in order.
    package func stops(from group: GroupID) -> FallbackWalk {
        FallbackWalk(from: group, in: directory)
    }

    /// Where the rules send the call; what was considered is added to the explanation.
    package func match(
        _ call: IncomingCall, explanation: inout Explanation
    ) -> RouteTarget {
        explanation.configurationVersion = version
        switch call.origin {
        case .inbound:
            return matchInbound(call.to, &explanation)
        case .internalOrigin:
            let rule = outbound.match(from: call.from, to: call.to, explanation: &explanation)
            if let rule { return .trunks(rule) }
            return matchInbound(call.to, &explanation)
        case .apiOutbound:
            // The called party has answered already; the number that is ours is the caller's.
            return matchInbound(call.from, &explanation)
        }
    }

    private func matchInbound(
        _ address: PhoneAddress, _ explanation: inout Explanation
    ) -> RouteTarget {
        switch inbound.match(address, explanation: &explanation) {
        case .agent(let id): .agent(id)
        case .group(let id): .group(id)
        case nil: .none
        }
    }
}

// MARK: - Compiling

extension RoutingTable {
    private static func note(_ tenant: Tenant, in problems: inout ProblemList) {
        _ = problems.first(of: tenant.domains.map { $0.name.lowercased() }, by: \.self) {
            .duplicateDomain($0)
        }
        _ = problems.first(of: tenant.domains.compactMap { $0.uuid?.lowercased() }, by: \.self) {
            .duplicateDomain($0)
        }
        _ = problems.first(of: tenant.applications.map { $0.lowercased() }, by: \.self) {
            .duplicateApplication($0)
        }
    }

    private static func inboundIndex(
        _ all: [InboundRule], _ directory: RoutingDirectory, _ problems: inout ProblemList
    ) -> InboundIndex {
        let rules = problems.first(of: all, by: \.id) { .duplicateInboundRule($0) }
            .filter(\.isEnabled)
        // Many rules share a target, and a group's verdict takes a walk.
        var verdicts: [RuleTarget: RuleVerdict] = [:]
        for rule in rules {
            let verdict = verdicts[rule.target] ?? directory.verdict(on: rule.target)
            verdicts[rule.target] = verdict
            switch (verdict, rule.target) {
            case (.targetMissing, _): problems.append(.missingTarget(rule.target, of: rule.id))
            case (.targetEmpty, .group(let id)): problems.append(.emptyTarget(id, of: rule.id))
            case (.taken, _), (.targetDisabled, _), (.targetEmpty, .agent),
                (.callerDoesNotMatch, _), (.trunksDisabled, _):
                break  // usable, disabled on purpose, or no verdict on a target
            }
        }
        return InboundIndex(rules) { verdicts[$0] ?? .targetMissing }
    }

    private static func outboundIndex(
        _ all: [OutboundRule], _ directory: RoutingDirectory, _ problems: inout ProblemList
    ) -> OutboundIndex {
        let rules = problems.first(of: all, by: \.id) { .duplicateOutboundRule($0) }
            .filter(\.isEnabled)
        for rule in rules {
            if rule.trunks.isEmpty, rule.fallbackTrunks.isEmpty {
                problems.append(.withoutTrunks(rule.id))
            }
            for trunks in [rule.trunks, rule.fallbackTrunks] {
                for id in trunks where directory.trunks[id] == nil {
                    problems.append(.missingTrunk(id, of: rule.id))
                }
            }
        }
        return OutboundIndex(rules) {
            CompiledOutboundRule.isUsable($0, trunks: directory.trunks)
        }
    }
}
