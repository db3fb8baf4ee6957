import Telephony

/// A tenant that uses everything a tenant can have.
enum SampleTenant {
    static func everything() -> TenantConfiguration {
        var tenant = Tenant(
            id: TenantID(rawValue: 1), name: "Ünïcode & \"Söhne\"",
            domains: [
                TenantDomain(name: "one.example", uuid: "6b1f4c0e-2f0e-4a52-9f9e-0b7d1d0f2a01"),
                TenantDomain(name: "two.example"),
            ], applications: ["0f4c2a9e-3b1d-4c60-9f57-2b8a1d5e7c11"],
            authentication: WebhookAuthentication(
                keyHashes: [[UInt8](repeating: 7, count: 32), [UInt8](repeating: 9, count: 32)],
                application: .ifPresent, sessionUpdate: .off, cdr: .required),
            publicBaseURL: "https://engine.example/base",
            safePlan: .agent(AgentID(rawValue: 2)),
            dial: DialSettings(
                ringTimeout: .seconds(17), timeLimit: .seconds(3_601), callerID: "+1555"))
        tenant.authentication.applicationKeyID = "XI0123"
        return TenantConfiguration(
            tenant: tenant, agents: agents, groups: groups, inboundRules: inboundRules,
            outboundRules: outboundRules,
            trunks: [
                Trunk(id: TrunkID(rawValue: 1), name: "carrier-a"),
                Trunk(id: TrunkID(rawValue: 2), name: "carrier-b", isEnabled: false),
            ])
    }

    private static let agents = [
        VoiceAgent(
            id: AgentID(rawValue: 1), name: "Zoë", provider: "vapi",
            serviceValue: Secret("+15550000001"), username: Secret("user-of-zoe"),
            password: Secret("pass'\"\\word"), ringTimeout: .seconds(9)),
        VoiceAgent(
            id: AgentID(rawValue: 2), name: "Abe", provider: "number",
            serviceValue: Secret("2101-secret")),
        VoiceAgent(
            id: AgentID(rawValue: 3), name: "Gone", provider: "retell-tls",
            serviceValue: Secret("agent_三"), isEnabled: false),
    ]

    private static var groups: [AgentGroupDefinition] {
        var rotation = RoundRobinSettings()
        rotation.isWeightedByCapacity = false
        rotation.resetsOnAgentChange = false
        var levels = PrioritySettings()
        levels.isFailoverEnabled = false
        levels.rotatesWithinLevel = false
        var load = LoadBalancedSettings()
        load.window = .seconds(7 * 3_600)
        load.maximumCallsPerAgent = 12
        let members = [
            GroupMember(agent: AgentID(rawValue: 2), priority: 3, capacity: 5),
            GroupMember(agent: AgentID(rawValue: 1)),
        ]
        return [
            AgentGroupDefinition(
                id: GroupID(rawValue: 1), name: "Rotation", strategy: .roundRobin(rotation),
                members: members, fallback: .group(GroupID(rawValue: 3)),
                isFallbackEnabled: false),
            AgentGroupDefinition(
                id: GroupID(rawValue: 2), name: "Levels", strategy: .priority(levels),
                isEnabled: false, members: members, fallback: .number("+1999")),
            AgentGroupDefinition(
                id: GroupID(rawValue: 3), name: "Balance", strategy: .loadBalanced(load),
                members: [], fallback: .agent(AgentID(rawValue: 2))),
        ]
    }

    private static var inboundRules: [InboundRule] {
        let targets: [(String, RuleTarget, Int, Bool)] = [
            ("+1 (212) 555-0199", .group(GroupID(rawValue: 1)), 0, true),
            ("+1212*", .agent(AgentID(rawValue: 1)), 10, false),
            ("anonymous", .group(GroupID(rawValue: 2)), 100, true),
            ("*", .agent(AgentID(rawValue: 2)), 1_000_000, true),
        ]
        return targets.enumerated().compactMap { index, rule in
            NumberPattern(rule.0).map {
                InboundRule(
                    id: RuleID(rawValue: Int64(index + 1)), pattern: $0, target: rule.1,
                    priority: rule.2, isEnabled: rule.3)
            }
        }
    }

    private static var outboundRules: [OutboundRule] {
        guard let everything = NumberPattern("*"), let uk = NumberPattern("+44*") else { return [] }
        return [
            OutboundRule(
                id: RuleID(rawValue: 1), callerPattern: everything, destinationPattern: uk,
                trunks: [TrunkID(rawValue: 2)], fallbackTrunks: [TrunkID(rawValue: 1)],
                timeLimit: .seconds(60), ringTimeout: .seconds(5)),
            OutboundRule(
                id: RuleID(rawValue: 2), callerPattern: uk, destinationPattern: everything,
                trunks: [TrunkID(rawValue: 1), TrunkID(rawValue: 2)], isEnabled: false),
        ]
    }

    /// The same with names, or contents, in the place of ids and without the version.
    static func named(_ configuration: TenantConfiguration) -> [String] {
        let agents = Dictionary(
            uniqueKeysWithValues: configuration.agents.map { ($0.id, $0.name) })
        let groups = Dictionary(
            uniqueKeysWithValues: configuration.groups.map { ($0.id, $0.name) })
        let trunks = Dictionary(
            uniqueKeysWithValues: configuration.trunks.map { ($0.id, $0.name) })
        let tenant = configuration.tenant
        var lines = [
            "\(tenant.name) \(tenant.isEnabled) \(tenant.publicBaseURL) \(tenant.dial)",
            "\(tenant.domains.sorted { $0.name < $1.name }) \(tenant.applications)",
            "\(tenant.authentication)",
        ]
        if case .agent(let id) = tenant.safePlan {
            lines.append("safe plan \(agents[id] ?? "?")")
        } else {
            lines.append("safe plan \(tenant.safePlan)")
        }
        lines += configuration.agents.sorted { $0.name < $1.name }.map {
            "\($0.name) \($0.provider) \($0.serviceValue.revealed) \($0.username?.revealed ?? "-") "
                + "\($0.password?.revealed ?? "-") \($0.isEnabled) \(String(describing: $0.ringTimeout))"
        }
        lines += configuration.groups.sorted { $0.name < $1.name }.map { group in
            let members = group.members.map {
                "\(agents[$0.agent] ?? "?") \($0.priority ?? -1) \($0.capacity ?? -1)"
            }
            let fallback =
                switch group.fallback {
                case .agent(let id)?: "agent \(agents[id] ?? "?")"
                case .group(let id)?: "group \(groups[id] ?? "?")"
                case .number(let number)?: "number \(number)"
                case nil: "none"
                }
            return "\(group.name) \(group.strategy) \(group.isEnabled) \(members) \(fallback) "
                + "\(group.isFallbackEnabled)"
        }
        lines += configuration.inboundRules.map { rule in
            let target =
                switch rule.target {
                case .agent(let id): "agent \(agents[id] ?? "?")"
                case .group(let id): "group \(groups[id] ?? "?")"
                }
            return "\(rule.pattern.raw) \(target) \(rule.priority) \(rule.isEnabled)"
        }
        lines += configuration.outboundRules.map { rule in
            let first = rule.trunks.map { trunks[$0] ?? "?" }
            let fallback = rule.fallbackTrunks.map { trunks[$0] ?? "?" }
            return "\(rule.callerPattern.raw) \(rule.destinationPattern.raw) \(first) \(fallback) "
                + "\(String(describing: rule.timeLimit)) \(String(describing: rule.ringTimeout)) "
                + "\(rule.isEnabled)"
        }
        lines += configuration.trunks.map { "\($0.name) \($0.isEnabled)" }
        return lines
    }
}
