import Telephony

/// `tenants.settings`.
struct TenantSettings: Codable, Hashable {
    /// The safe plan: `hangup`, `say`, `number` or `agent`, with its text, number or agent.
    var safePlan: SafePlanSettings?
    /// Seconds one agent rings.
    var ringTimeout: Int?
    /// Seconds a call may last.
    var timeLimit: Int?
    var callerId: String?

    struct SafePlanSettings: Codable, Hashable {
        var kind: String
        var text: String?
        var number: String?
        var agentId: Int64?
    }

    init(_ tenant: Tenant, agent: (AgentID) -> Int64?) {
        ringTimeout = Int(tenant.dial.ringTimeout.components.seconds)
        timeLimit = tenant.dial.timeLimit.map { Int($0.components.seconds) }
        callerId = tenant.dial.callerID
        switch tenant.safePlan {
        case .hangup: safePlan = SafePlanSettings(kind: "hangup")
        case .say(let text): safePlan = SafePlanSettings(kind: "say", text: text)
        case .number(let number): safePlan = SafePlanSettings(kind: "number", number: number)
        case .agent(let id): safePlan = SafePlanSettings(kind: "agent", agentId: agent(id))
        }
    }

    var dial: DialSettings {
        DialSettings(
            ringTimeout: ringTimeout.flatMap(Self.duration) ?? DialSettings().ringTimeout,
            timeLimit: timeLimit.flatMap(Self.duration), callerID: callerId)
    }

    /// A plan that is not complete is no plan: the standard one serves.
    var plan: SafePlan {
        switch (safePlan?.kind, safePlan?.text, safePlan?.number, safePlan?.agentId) {
        case ("hangup", _, _, _): .hangup
        case ("say", let text?, _, _): .say(text)
        case ("number", _, let number?, _): .number(number)
        case ("agent", _, _, let id?): .agent(AgentID(rawValue: id))
        default: .standard
        }
    }

    static func duration(_ seconds: Int) -> Duration? {
        (1...86_400).contains(seconds) ? .seconds(seconds) : nil
    }
}

/// `agent_groups.settings`, for every strategy.
struct GroupSettings: Codable, Hashable {
    var windowHours: Int?
    var maxCallsPerAgent: Int?
    var failoverEnabled: Bool?
    var roundRobinSamePriority: Bool?
    var weightedByCapacity: Bool?
    var resetOnAgentChange: Bool?
    var fallbackEnabled: Bool?

    init(_ group: AgentGroupDefinition) {
        fallbackEnabled = group.isFallbackEnabled
        switch group.strategy {
        case .roundRobin(let settings):
            weightedByCapacity = settings.isWeightedByCapacity
            resetOnAgentChange = settings.resetsOnAgentChange
        case .priority(let settings):
            failoverEnabled = settings.isFailoverEnabled
            roundRobinSamePriority = settings.rotatesWithinLevel
        case .loadBalanced(let settings):
            windowHours = Int(settings.window.components.seconds / 3_600)
            maxCallsPerAgent = settings.maximumCallsPerAgent
        }
    }

    /// The strategy by its name; `nil` when there is no such strategy.
    func strategy(named name: String) -> RingStrategy? {
        switch name {
        case "round_robin":
            var settings = RoundRobinSettings()
            settings.isWeightedByCapacity = weightedByCapacity ?? settings.isWeightedByCapacity
            settings.resetsOnAgentChange = resetOnAgentChange ?? settings.resetsOnAgentChange
            return .roundRobin(settings)
        case "priority":
            var settings = PrioritySettings()
            settings.isFailoverEnabled = failoverEnabled ?? settings.isFailoverEnabled
            settings.rotatesWithinLevel = roundRobinSamePriority ?? settings.rotatesWithinLevel
            return .priority(settings)
        case "load_balanced":
            var settings = LoadBalancedSettings()
            if let windowHours, (1...168).contains(windowHours) {
                settings.window = .seconds(windowHours * 3_600)
            }
            settings.maximumCallsPerAgent = maxCallsPerAgent.flatMap { $0 > 0 ? $0 : nil }
            return .loadBalanced(settings)
        default:
            return nil
        }
    }
}

/// `outbound_routing_rules.trunk_config`: what is not a trunk, in seconds.
struct TrunkSettings: Codable, Hashable {
    var timeLimit: Int?
    var timeout: Int?
}
