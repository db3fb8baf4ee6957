package import Telephony

/// A group as calls meet it: its enabled agents, in the order its strategy needs.
///
/// A class, so that handing it around costs one reference; immutable, so that it may be shared.
package final class CompiledGroup: Sendable {
    package let id: GroupID
    package let name: String
    package let isEnabled: Bool
    package let strategy: RingStrategy
    /// Members whose agent exists and is enabled: by priority and id for `priority`, else by id.
    package let members: [CompiledMember]
    /// Members whose agent is disabled, by id; they are explained, never chosen.
    package let disabledMembers: [CompiledMember]
    /// Indices of `members` in the order of their turns; empty unless the strategy is `round_robin`.
    package let rotation: [UInt32]
    /// Ranges of `members` of one priority, lowest first; empty unless the strategy is `priority`.
    package let levels: [Range<Int>]
    /// The name of the counter that turns are drawn from, beside the group's id.
    ///
    /// It follows the rotation when `reset_on_agent_change` is set, so that a change of members
    /// starts a fresh counter; otherwise it never changes. It is the same on every node.
    package let rotationKey: UInt64
    /// `nil` also when it is switched off.
    package let fallback: GroupFallback?

    package init(_ definition: AgentGroupDefinition, agents: [AgentID: VoiceAgent]) {
        id = definition.id
        name = definition.name
        isEnabled = definition.isEnabled
        strategy = definition.strategy
        fallback = definition.isFallbackEnabled ? definition.fallback : nil
        var seen: Set<AgentID> = []
        let known = definition.members
            .filter { agents[$0.agent] != nil && seen.insert($0.agent).inserted }
            .map {
                CompiledMember(
                    agent: $0.agent, priority: $0.effectivePriority, weight: $0.weight)
            }
            .sorted { $0.agent < $1.agent }
        let enabled = known.filter { agents[$0.agent]?.isEnabled == true }
        disabledMembers = known.filter { agents[$0.agent]?.isEnabled != true }
        switch strategy {
        case .roundRobin(let settings):
            let weights = enabled.map { settings.isWeightedByCapacity ? $0.weight : 1 }
            let rotation = SmoothRotation.sequence(weights: weights)
            self.rotation = rotation
            rotationKey =
                settings.resetsOnAgentChange
                ? StableHash.of(rotation.lazy.map { enabled[Int($0)].agent.rawValue }) : 0
            members = enabled
            levels = []
        case .priority:
            members = enabled.sorted { ($0.priority, $0.agent) < ($1.priority, $1.agent) }
            levels = Self.levels(of: members)
            rotation = []
            rotationKey = 0
        case .loadBalanced:
            members = enabled
            rotation = []
            levels = []
            rotationKey = 0
        }
    }

    private static func levels(of members: [CompiledMember]) -> [Range<Int>] {
        var levels: [Range<Int>] = []
        for index in members.indices {
            if let last = levels.last, members[last.lowerBound].priority == members[index].priority
            {
                levels[levels.count - 1] = last.lowerBound..<(index + 1)
            } else {
                levels.append(index..<(index + 1))
            }
        }
        return levels
    }

    /// Whether choosing looks at the turn; when not, none needs to be drawn.
    package var usesTurn: Bool {
        switch strategy {
        case .roundRobin: members.count > 1
        case .priority(let settings): settings.rotatesWithinLevel && members.count > 1
        case .loadBalanced: false
        }
    }
}

/// An enabled agent's place in a group.
package struct CompiledMember: Hashable, Sendable {
    package let agent: AgentID
    package let priority: Int
    /// The member's capacity, at least 1.
    package let weight: Int

    package init(agent: AgentID, priority: Int, weight: Int) {
        self.agent = agent
        self.priority = priority
        self.weight = weight
    }
}
