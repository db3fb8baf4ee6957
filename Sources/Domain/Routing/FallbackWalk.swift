package import Telephony

/// A place where a group's call can go.
package enum GroupStop: Sendable {
    /// A group with at least one enabled agent.
    case group(CompiledGroup)
    /// An enabled agent.
    case agent(AgentID)
    /// A phone number, dialled as it is written.
    case number(String)
}

/// The places a call of a group can go, in order: the group itself, its fallback, and so on.
///
/// Groups without an enabled agent are left out, no group comes twice, and the walk ends at a
/// disabled or missing target, at an agent, at a number, or after `limit` steps. It therefore ends
/// whatever the configuration says. A disabled group is never entered, but a call already in it
/// moves on to its fallback.
package struct FallbackWalk: Sequence, IteratorProtocol, Sendable {
    /// How many links of a chain of fallbacks are followed.
    package static let limit = 16

    private enum Position: Sendable {
        case at(CompiledGroup)
        case behind(CompiledGroup)
        case ended
    }

    private let directory: RoutingDirectory
    private var position: Position
    private var visited: [GroupID] = []

    init(from group: GroupID, in directory: RoutingDirectory) {
        self.directory = directory
        position = directory.groups[group].map { $0.isEnabled ? .at($0) : .behind($0) } ?? .ended
    }

    package mutating func next() -> GroupStop? {
        while true {
            switch position {
            case .ended:
                return nil
            case .at(let group):
                position = .behind(group)
                if !group.members.isEmpty { return .group(group) }
            case .behind(let group):
                position = .ended
                visited.append(group.id)
                switch group.fallback {
                case .agent(let agent) where directory.agents[agent]?.isEnabled == true:
                    return .agent(agent)
                case .number(let number) where !number.isEmpty:
                    return .number(number)
                case .group(let id) where visited.count < Self.limit && !visited.contains(id):
                    if let next = directory.groups[id], next.isEnabled { position = .at(next) }
                case .agent, .number, .group, nil:
                    return nil
                }
            }
        }
    }
}
