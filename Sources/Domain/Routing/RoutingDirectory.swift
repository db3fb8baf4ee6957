import Telephony

/// A tenant's agents, groups and trunks by id.
struct RoutingDirectory: Sendable {
    let agents: [AgentID: VoiceAgent]
    let groups: [GroupID: CompiledGroup]
    let trunks: [TrunkID: Trunk]

    init(_ configuration: TenantConfiguration, problems: inout ProblemList) {
        let agents = Self.byID(
            problems.first(of: configuration.agents, by: \.id) { .duplicateAgent($0) }, \.id)
        let definitions = problems.first(of: configuration.groups, by: \.id) { .duplicateGroup($0) }
        self.agents = agents
        groups = Self.byID(definitions.map { CompiledGroup($0, agents: agents) }, \.id)
        trunks = Self.byID(
            problems.first(of: configuration.trunks, by: \.id) { .duplicateTrunk($0) }, \.id)
        for definition in definitions { note(membersOf: definition, in: &problems) }
        noteFallbacks(of: definitions, in: &problems)
    }

    /// Whether a rule may lead to the target, `taken`, or why not.
    func verdict(on target: RuleTarget) -> RuleVerdict {
        switch target {
        case .agent(let id):
            guard let agent = agents[id] else { return .targetMissing }
            return agent.isEnabled ? .taken : .targetDisabled
        case .group(let id):
            guard let group = groups[id] else { return .targetMissing }
            guard group.isEnabled else { return .targetDisabled }
            var stops = FallbackWalk(from: id, in: self)
            return stops.next() == nil ? .targetEmpty : .taken
        }
    }

    private static func byID<ID, Item>(_ items: [Item], _ id: (Item) -> ID) -> [ID: Item] {
        Dictionary(items.map { (id($0), $0) }) { first, _ in first }
    }

    private func note(membersOf group: AgentGroupDefinition, in problems: inout ProblemList) {
        let members = problems.first(of: group.members, by: \.agent) {
            .repeatedMember($0, of: group.id)
        }
        for member in members where agents[member.agent] == nil {
            problems.append(.missingMember(member.agent, of: group.id))
        }
    }

    private func noteFallbacks(
        of definitions: [AgentGroupDefinition], in problems: inout ProblemList
    ) {
        for group in definitions {
            guard let fallback = groups[group.id]?.fallback else { continue }
            let exists =
                switch fallback {
                case .agent(let id): agents[id] != nil
                case .group(let id): groups[id] != nil
                case .number(let number): !number.isEmpty
                }
            if !exists { problems.append(.missingFallback(fallback, of: group.id)) }
        }
        // Each group has one way on, so a walk either ends, meets an earlier walk, or closes a loop.
        var seen: Set<GroupID> = []
        for group in definitions {
            var path: [GroupID] = []
            var current: GroupID? = group.id
            while let id = current, groups[id] != nil, seen.insert(id).inserted {
                path.append(id)
                current = nextGroup(after: id)
            }
            if let id = current, let start = path.firstIndex(of: id) {
                problems.append(.fallbackLoop(Self.fromLowest(Array(path[start...]))))
            }
        }
    }

    private func nextGroup(after id: GroupID) -> GroupID? {
        guard case .group(let next) = groups[id]?.fallback else { return nil }
        return next
    }

    private static func fromLowest(_ loop: [GroupID]) -> [GroupID] {
        guard let lowest = loop.min(), let start = loop.firstIndex(of: lowest) else { return loop }
        return Array(loop[start...] + loop[..<start])
    }
}
