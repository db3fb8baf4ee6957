import Telephony

extension TenantConfiguration {
    /// The same configuration with ids that depend on nothing but names and order.
    ///
    /// Two configurations that say the same are then equal, wherever their ids come from.
    var withPlacesForIDs: TenantConfiguration {
        let agents = agents.sorted { $0.name < $1.name }
        let groups = groups.sorted { $0.name < $1.name }
        let trunks = trunks.sorted { $0.name < $1.name }
        let places = Places(
            agents: Self.places(agents.map(\.id)), groups: Self.places(groups.map(\.id)),
            trunks: Self.places(trunks.map(\.id)))
        return TenantConfiguration(
            tenant: tenant.placed(places), agents: agents.map { $0.placed(places) },
            groups: groups.map { $0.placed(places) },
            inboundRules: inboundRules.enumerated().map { $1.placed(places, at: $0) },
            outboundRules: outboundRules.enumerated().map { $1.placed(places, at: $0) },
            trunks: trunks.map {
                Trunk(id: places.of($0.id), name: $0.name, isEnabled: $0.isEnabled)
            })
    }

    private static func places<ID: NumericIdentifier>(_ ids: [ID]) -> [ID: ID] {
        let pairs = ids.enumerated().map { ($1, ID(rawValue: Int64($0 + 1))) }
        return Dictionary(pairs) { first, _ in first }
    }
}

/// Where agents, groups and trunks stand in the order of their names.
private struct Places {
    let agents: [AgentID: AgentID]
    let groups: [GroupID: GroupID]
    let trunks: [TrunkID: TrunkID]

    func of(_ id: AgentID) -> AgentID { agents[id] ?? AgentID(rawValue: 0) }
    func of(_ id: GroupID) -> GroupID { groups[id] ?? GroupID(rawValue: 0) }
    func of(_ id: TrunkID) -> TrunkID { trunks[id] ?? TrunkID(rawValue: 0) }
}

extension Tenant {
    fileprivate func placed(_ places: Places) -> Tenant {
        var plan = safePlan
        if case .agent(let id) = plan { plan = .agent(places.of(id)) }
        return Tenant(
            id: TenantID(rawValue: 0), name: name, isEnabled: isEnabled, version: 0,
            domains: domains.sorted { $0.name < $1.name }, applications: applications.sorted(),
            authentication: authentication, publicBaseURL: publicBaseURL, safePlan: plan,
            dial: dial)
    }
}

extension VoiceAgent {
    fileprivate func placed(_ places: Places) -> VoiceAgent {
        VoiceAgent(
            id: places.of(id), name: name, provider: provider, serviceValue: serviceValue,
            username: username, password: password, isEnabled: isEnabled,
            ringTimeout: ringTimeout)
    }
}

extension AgentGroupDefinition {
    fileprivate func placed(_ places: Places) -> AgentGroupDefinition {
        let fallback: GroupFallback? =
            switch fallback {
            case .agent(let id)?: .agent(places.of(id))
            case .group(let id)?: .group(places.of(id))
            case .number(let number)?: .number(number)
            case nil: nil
            }
        return AgentGroupDefinition(
            id: places.of(id), name: name, strategy: strategy, isEnabled: isEnabled,
            members: members.map {
                GroupMember(
                    agent: places.of($0.agent), priority: $0.priority, capacity: $0.capacity)
            }, fallback: fallback, isFallbackEnabled: isFallbackEnabled)
    }
}

extension InboundRule {
    fileprivate func placed(_ places: Places, at place: Int) -> InboundRule {
        let target: RuleTarget =
            switch target {
            case .agent(let id): .agent(places.of(id))
            case .group(let id): .group(places.of(id))
            }
        return InboundRule(
            id: RuleID(rawValue: Int64(place)), pattern: pattern, target: target,
            priority: priority, isEnabled: isEnabled)
    }
}

extension OutboundRule {
    fileprivate func placed(_ places: Places, at place: Int) -> OutboundRule {
        OutboundRule(
            id: RuleID(rawValue: Int64(place)), callerPattern: callerPattern,
            destinationPattern: destinationPattern, trunks: trunks.map { places.of($0) },
            fallbackTrunks: fallbackTrunks.map { places.of($0) }, timeLimit: timeLimit,
            ringTimeout: ringTimeout, isEnabled: isEnabled)
    }
}
