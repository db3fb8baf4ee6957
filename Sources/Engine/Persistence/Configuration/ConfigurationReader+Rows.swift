import Cryptography
import Postgres
import Telephony

extension ConfigurationReader {
    func tenant(_ row: PostgresRow, id: TenantID) throws -> Tenant {
        let settings = try JSONColumn.decode(
            TenantSettings.self, try row[4].text, column: "tenants.settings")
        return Tenant(
            id: id, name: try row[1].text, isEnabled: try row[2].bool, version: try row[0].int,
            domains: [],
            authentication: WebhookAuthentication(
                application: try mode(row[5]), sessionUpdate: try mode(row[6]),
                cdr: try mode(row[7]), applicationKeyID: try row[8].ifPresent?.text),
            publicBaseURL: Self.withoutSlash(try row[3].ifPresent?.text ?? defaultBaseURL),
            safePlan: settings.plan, dial: settings.dial)
    }

    func agent(_ row: PostgresRow, of tenant: TenantID) throws -> VoiceAgent {
        VoiceAgent(
            id: AgentID(rawValue: try row[0].int), name: try row[1].text,
            provider: try row[2].text,
            serviceValue: try vault.open(
                try row[3].bytes, tenant: tenant, column: "service_value"),
            username: try row[4].ifPresent.map {
                try vault.open(try $0.bytes, tenant: tenant, column: "username")
            },
            password: try row[5].ifPresent.map {
                try vault.open(try $0.bytes, tenant: tenant, column: "password")
            },
            isEnabled: try row[6].bool,
            ringTimeout: try row[7].ifPresent.map { .seconds(try $0.int) })
    }

    func members(_ rows: PostgresRows) throws -> [Int64: [GroupMember]] {
        var members: [Int64: [GroupMember]] = [:]
        for row in rows {
            members[try row[0].int, default: []].append(
                GroupMember(
                    agent: AgentID(rawValue: try row[1].int),
                    priority: try row[2].ifPresent.map { Int(try $0.int) },
                    capacity: try row[3].ifPresent.map { Int(try $0.int) }))
        }
        return members
    }

    func group(
        _ row: PostgresRow, members: [Int64: [GroupMember]]
    ) throws -> AgentGroupDefinition {
        let id = try row[0].int
        let settings = try JSONColumn.decode(
            GroupSettings.self, try row[3].text, column: "agent_groups.settings")
        guard let strategy = settings.strategy(named: try row[2].text) else {
            throw PersistenceError(.unreadableRow, "agent group \(id) has an unknown strategy")
        }
        var fallback: GroupFallback?
        if let agent = try row[5].ifPresent?.int {
            fallback = .agent(AgentID(rawValue: agent))
        } else if let group = try row[6].ifPresent?.int {
            fallback = .group(GroupID(rawValue: group))
        } else if let number = try row[7].ifPresent?.text {
            fallback = .number(number)
        }
        return AgentGroupDefinition(
            id: GroupID(rawValue: id), name: try row[1].text, strategy: strategy,
            isEnabled: try row[4].bool, members: members[id] ?? [], fallback: fallback,
            isFallbackEnabled: settings.fallbackEnabled ?? true)
    }

    /// A rule with a pattern that is none is left out; it could never match what its author meant.
    func inboundRule(_ row: PostgresRow) throws -> InboundRule? {
        guard let pattern = NumberPattern(try row[1].text) else { return nil }
        let target: RuleTarget
        if let agent = try row[2].ifPresent?.int {
            target = .agent(AgentID(rawValue: agent))
        } else {
            target = .group(GroupID(rawValue: try row[3].int))
        }
        return InboundRule(
            id: RuleID(rawValue: try row[0].int), pattern: pattern, target: target,
            priority: Int(try row[4].int), isEnabled: try row[5].bool)
    }

    func trunks(
        _ rows: PostgresRows
    ) throws -> (first: [Int64: [TrunkID]], fallback: [Int64: [TrunkID]]) {
        var first: [Int64: [TrunkID]] = [:]
        var fallback: [Int64: [TrunkID]] = [:]
        for row in rows {
            let (rule, trunk) = (try row[0].int, TrunkID(rawValue: try row[1].int))
            if try row[2].bool {
                fallback[rule, default: []].append(trunk)
            } else {
                first[rule, default: []].append(trunk)
            }
        }
        return (first, fallback)
    }

    func outboundRule(
        _ row: PostgresRow, trunks: [Int64: [TrunkID]], fallbackTrunks: [Int64: [TrunkID]]
    ) throws -> OutboundRule? {
        let id = try row[0].int
        guard let caller = NumberPattern(try row[1].text),
            let destination = NumberPattern(try row[2].text)
        else { return nil }
        let settings = try JSONColumn.decode(
            TrunkSettings.self, try row[3].text, column: "outbound_routing_rules.trunk_config")
        return OutboundRule(
            id: RuleID(rawValue: id), callerPattern: caller, destinationPattern: destination,
            trunks: trunks[id] ?? [], fallbackTrunks: fallbackTrunks[id] ?? [],
            timeLimit: settings.timeLimit.flatMap(TenantSettings.duration),
            ringTimeout: settings.timeout.flatMap(TenantSettings.duration),
            isEnabled: try row[4].bool)
    }

    private func mode(_ cell: PostgresCell) throws -> BearerMode {
        guard let mode = BearerMode(rawValue: try cell.text) else {
            throw PersistenceError(.unreadableRow, "a tenant has an unknown bearer mode")
        }
        return mode
    }

    private static func withoutSlash(_ url: String) -> String {
        url.hasSuffix("/") ? String(url.dropLast()) : url
    }
}
