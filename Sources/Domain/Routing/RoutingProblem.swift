package import Telephony

/// Something in a configuration that cannot work as it is written and was passed over.
package enum RoutingProblem: Hashable, Sendable {
    case duplicateDomain(String)
    case duplicateApplication(String)
    case duplicateAgent(AgentID)
    case duplicateGroup(GroupID)
    case duplicateTrunk(TrunkID)
    case duplicateInboundRule(RuleID)
    case duplicateOutboundRule(RuleID)
    /// The safe plan names an agent that is missing or disabled.
    case unusableSafePlanAgent(AgentID)
    case missingMember(AgentID, of: GroupID)
    case repeatedMember(AgentID, of: GroupID)
    case missingFallback(GroupFallback, of: GroupID)
    /// Fallbacks that lead back to where they began, in order from the lowest id.
    case fallbackLoop([GroupID])
    case missingTarget(RuleTarget, of: RuleID)
    /// The group has no enabled agent and no fallback that could take a call.
    case emptyTarget(GroupID, of: RuleID)
    case missingTrunk(TrunkID, of: RuleID)
    case withoutTrunks(RuleID)

    /// What is wrong, as a sentence for the tenant's administrator.
    package var sentence: String {
        switch self {
        case .duplicateDomain(let name):
            "Domain \(name) is listed twice."
        case .duplicateApplication(let uuid):
            "Voice application \(uuid) is listed twice."
        case .duplicateAgent(let id):
            "Agent \(id) is defined twice; the first definition counts."
        case .duplicateGroup(let id):
            "Group \(id) is defined twice; the first definition counts."
        case .duplicateTrunk(let id):
            "Trunk \(id) is defined twice; the first definition counts."
        case .duplicateInboundRule(let id):
            "Inbound rule \(id) is defined twice; the first definition counts."
        case .duplicateOutboundRule(let id):
            "Outbound rule \(id) is defined twice; the first definition counts."
        case .unusableSafePlanAgent(let id):
            "The safe plan names agent \(id), which is missing or disabled."
        case .missingMember(let agent, let group):
            "Group \(group) has agent \(agent) as a member, which does not exist."
        case .repeatedMember(let agent, let group):
            "Group \(group) has agent \(agent) as a member twice; the first entry counts."
        case .missingFallback(let fallback, let group):
            "Group \(group) falls back to \(Self.words(for: fallback)), which does not exist."
        case .fallbackLoop(let groups):
            "The fallbacks of groups \(groups.map(\.description).joined(separator: ", ")) lead "
                + "round in a circle; a call follows them once."
        case .missingTarget(let target, let rule):
            "Inbound rule \(rule) leads to \(Self.words(for: target)), which does not exist."
        case .emptyTarget(let group, let rule):
            "Inbound rule \(rule) leads to group \(group), which has no enabled agent and no "
                + "usable fallback."
        case .missingTrunk(let trunk, let rule):
            "Outbound rule \(rule) names trunk \(trunk), which does not exist."
        case .withoutTrunks(let rule):
            "Outbound rule \(rule) names no trunk."
        }
    }

    private static func words(for target: RuleTarget) -> String {
        switch target {
        case .agent(let id): "agent \(id)"
        case .group(let id): "group \(id)"
        }
    }

    private static func words(for fallback: GroupFallback) -> String {
        switch fallback {
        case .agent(let id): "agent \(id)"
        case .group(let id): "group \(id)"
        case .number: "an empty number"
        }
    }
}
