import Postgres
import Telephony

/// One tenant on its way into the database.
struct TenantLoad {
    let tenant: TenantID
    let configuration: TenantConfiguration
    let vault: CredentialVault
    let transaction: PostgresTransaction
    /// The database's ids by those of the file.
    private var agents: [AgentID: Int64] = [:]
    private var groups: [GroupID: Int64] = [:]
    private var trunks: [TrunkID: Int64] = [:]

    init(
        tenant: TenantID, configuration: TenantConfiguration, vault: CredentialVault,
        transaction: PostgresTransaction
    ) {
        self.tenant = tenant
        self.configuration = configuration
        self.vault = vault
        self.transaction = transaction
    }

    mutating func run() async throws {
        try await loadAgents()
        try await loadTenant()
        try await loadNames()
        try await loadTrunks()
        try await loadGroups()
        try await loadRules()
        try await removeLeftovers()
    }

    // MARK: - Agents and the tenant

    private mutating func loadAgents() async throws {
        for agent in configuration.agents {
            agents[agent.id] = try await id(
                """
                INSERT INTO voice_agents
                    (tenant_id, name, provider, service_value, username, password, enabled, dial_timeout)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (tenant_id, name) DO UPDATE SET
                    provider = excluded.provider, service_value = excluded.service_value,
                    username = excluded.username, password = excluded.password,
                    enabled = excluded.enabled, dial_timeout = excluded.dial_timeout
                RETURNING id
                """,
                [
                    .text(agent.name), .text(agent.provider),
                    try sealed(agent.serviceValue, "service_value"),
                    try sealed(agent.username, "username"),
                    try sealed(agent.password, "password"), .bool(agent.isEnabled),
                    .int(orNull: agent.ringTimeout.map(\.components.seconds)),
                ])
        }
    }

    private func loadTenant() async throws {
        let tenant = configuration.tenant
        let settings = TenantSettings(tenant) { agents[$0] }
        try await execute(
            """
            UPDATE tenants SET name = $2, enabled = $3, public_base_url = $4, settings = $5,
                application_bearer = $6, session_update_bearer = $7, cdr_bearer = $8,
                application_key_id = $9
            WHERE id = $1
            """,
            [
                .text(tenant.name), .bool(tenant.isEnabled),
                tenant.publicBaseURL.isEmpty ? .null : .text(tenant.publicBaseURL),
                .json(JSONColumn.encode(settings)),
                .text(tenant.authentication.application.rawValue),
                .text(tenant.authentication.sessionUpdate.rawValue),
                .text(tenant.authentication.cdr.rawValue),
                .text(orNull: tenant.authentication.applicationKeyID),
            ])
    }

    private func loadNames() async throws {
        let tenant = configuration.tenant
        try await execute(
            "DELETE FROM tenant_domains WHERE tenant_id = $1 AND domain <> ALL ($2::text[])",
            [.textArray(tenant.domains.map(\.name))])
        for domain in tenant.domains {
            try await execute(
                """
                INSERT INTO tenant_domains (tenant_id, domain, domain_uuid) VALUES ($1, $2, $3)
                ON CONFLICT (domain) DO UPDATE SET domain_uuid = excluded.domain_uuid
                """,
                [.text(domain.name), .text(orNull: domain.uuid)])
        }
        try await execute("DELETE FROM voice_applications WHERE tenant_id = $1", [])
        for application in tenant.applications {
            try await execute(
                """
                INSERT INTO voice_applications (tenant_id, application_uuid, name)
                VALUES ($1, $2, $3)
                """, [.text(application), .text("voice application")])
        }
        try await execute("DELETE FROM webhook_credentials WHERE tenant_id = $1", [])
        for (index, hash) in tenant.authentication.keyHashes.prefix(2).enumerated() {
            try await execute(
                """
                INSERT INTO webhook_credentials (tenant_id, slot, label, key_hash)
                VALUES ($1, $2, 'tenant file', $3)
                """, [.int(Int64(index + 1)), .bytes(hash)])
        }
    }

    // MARK: - Trunks and groups

    private mutating func loadTrunks() async throws {
        for trunk in configuration.trunks {
            trunks[trunk.id] = try await id(
                """
                INSERT INTO trunks (tenant_id, name, cloudonix_trunk, enabled)
                VALUES ($1, $2, $2, $3)
                ON CONFLICT (tenant_id, name) DO UPDATE SET
                    cloudonix_trunk = excluded.cloudonix_trunk, enabled = excluded.enabled
                RETURNING id
                """, [.text(trunk.name), .bool(trunk.isEnabled)])
        }
    }

    private mutating func loadGroups() async throws {
        for group in configuration.groups {
            let settings = JSONColumn.encode(GroupSettings(group))
            groups[group.id] = try await id(
                """
                INSERT INTO agent_groups (tenant_id, name, strategy, settings, enabled)
                VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (tenant_id, name) DO UPDATE SET
                    strategy = excluded.strategy, settings = excluded.settings,
                    enabled = excluded.enabled
                RETURNING id
                """,
                [
                    .text(group.name), .text(group.strategy.name), .json(settings),
                    .bool(group.isEnabled),
                ])
        }
        for group in configuration.groups {
            try await loadMembers(of: group)
            try await loadFallback(of: group)
        }
    }

    private func loadMembers(of group: AgentGroupDefinition) async throws {
        let id = PostgresValue.int(orNull: groups[group.id])
        try await execute(
            "DELETE FROM agent_group_memberships WHERE tenant_id = $1 AND group_id = $2", [id])
        for member in group.members {
            try await execute(
                """
                INSERT INTO agent_group_memberships
                    (tenant_id, group_id, agent_id, priority, capacity)
                VALUES ($1, $2, $3, $4, $5)
                """,
                [
                    id, .int(orNull: agents[member.agent]),
                    .int(orNull: member.priority.map { Int64($0) }),
                    .int(orNull: member.capacity.map { Int64($0) }),
                ])
        }
    }

    private func loadFallback(of group: AgentGroupDefinition) async throws {
        var (agent, next, number) = (PostgresValue.null, PostgresValue.null, PostgresValue.null)
        switch group.fallback {
        case .agent(let id)?: agent = .int(orNull: agents[id])
        case .group(let id)?: next = .int(orNull: groups[id])
        case .number(let text)?: number = .text(text)
        case nil: break
        }
        try await execute(
            """
            UPDATE agent_groups SET fallback_agent_id = $3, fallback_group_id = $4,
                fallback_number = $5
            WHERE tenant_id = $1 AND id = $2
            """, [.int(orNull: groups[group.id]), agent, next, number])
    }

    // MARK: - Rules

    private func loadRules() async throws {
        try await execute("DELETE FROM inbound_routing_rules WHERE tenant_id = $1", [])
        for rule in configuration.inboundRules {
            var (agent, group) = (PostgresValue.null, PostgresValue.null)
            switch rule.target {
            case .agent(let id): agent = .int(orNull: agents[id])
            case .group(let id): group = .int(orNull: groups[id])
            }
            try await execute(
                """
                INSERT INTO inbound_routing_rules
                    (tenant_id, pattern, agent_id, group_id, priority, enabled)
                VALUES ($1, $2, $3, $4, $5, $6)
                """,
                [
                    .text(rule.pattern.raw), agent, group, .int(Int64(rule.priority)),
                    .bool(rule.isEnabled),
                ])
        }
        try await execute("DELETE FROM outbound_routing_rules WHERE tenant_id = $1", [])
        for rule in configuration.outboundRules { try await load(rule) }
    }

    private func load(_ rule: OutboundRule) async throws {
        let settings = TrunkSettings(
            timeLimit: rule.timeLimit.map { Int($0.components.seconds) },
            timeout: rule.ringTimeout.map { Int($0.components.seconds) })
        let id = try await id(
            """
            INSERT INTO outbound_routing_rules
                (tenant_id, caller_id, destination_pattern, trunk_config, enabled)
            VALUES ($1, $2, $3, $4, $5) RETURNING id
            """,
            [
                .text(rule.callerPattern.raw), .text(rule.destinationPattern.raw),
                .json(JSONColumn.encode(settings)), .bool(rule.isEnabled),
            ])
        for (trunks, isFallback) in [(rule.trunks, false), (rule.fallbackTrunks, true)] {
            for (index, trunk) in trunks.enumerated() {
                try await execute(
                    """
                    INSERT INTO outbound_rule_trunks
                        (tenant_id, rule_id, trunk_id, is_fallback, position)
                    VALUES ($1, $2, $3, $4, $5)
                    """,
                    [
                        .int(id), .int(orNull: self.trunks[trunk]), .bool(isFallback),
                        .int(Int64(index + 1)),
                    ])
            }
        }
    }

    /// Groups before agents: a group may point at an agent that is going.
    private func removeLeftovers() async throws {
        for (table, names) in [
            ("agent_groups", configuration.groups.map(\.name)),
            ("voice_agents", configuration.agents.map(\.name)),
            ("trunks", configuration.trunks.map(\.name)),
        ] {
            try await execute(
                "DELETE FROM \(table) WHERE tenant_id = $1 AND name <> ALL ($2::text[])",
                [.textArray(names)])
        }
    }

    // MARK: - Statements

    /// Runs a statement whose first parameter is the tenant.
    private func execute(_ sql: String, _ parameters: [PostgresValue]) async throws {
        _ = try await transaction.query(
            PostgresStatement(sql, [.int(tenant.rawValue)] + parameters))
    }

    private func id(_ sql: String, _ parameters: [PostgresValue]) async throws -> Int64 {
        let rows = try await transaction.query(
            PostgresStatement(sql, [.int(tenant.rawValue)] + parameters))
        guard let row = rows.first else {
            throw PersistenceError(.unreadableRow, "a row came back without its id")
        }
        return try row[0].int
    }

    private func sealed(_ secret: Secret?, _ column: String) throws -> PostgresValue {
        guard let secret else { return .null }
        return .bytes(try vault.seal(secret, tenant: tenant, column: column))
    }
}
