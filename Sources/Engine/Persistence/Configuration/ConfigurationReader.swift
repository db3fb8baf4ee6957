import Postgres
import Telephony

/// Makes a tenant's configuration of the rows that hold it.
struct ConfigurationReader: Sendable {
    let vault: CredentialVault
    /// Takes the place of a tenant's public base URL that is not set.
    let defaultBaseURL: String

    /// What to ask for everything of one tenant, in one round trip.
    static func statements(for id: TenantID) -> [PostgresStatement] {
        texts.map { PostgresStatement($0, [.int(id.rawValue)]) }
    }

    /// The tenant the answers describe; `nil` when there is no such tenant.
    func configuration(
        of id: TenantID, from results: [PostgresRows]
    ) throws -> TenantConfiguration? {
        guard results.count == Self.texts.count else {
            throw PersistenceError(.unreadableRow, "the configuration came back incomplete")
        }
        guard let row = results[0].first else { return nil }
        var tenant = try tenant(row, id: id)
        tenant.domains = try results[1].map {
            TenantDomain(name: try $0[0].text, uuid: try $0[1].ifPresent?.text)
        }
        tenant.applications = try results[2].map { try $0[0].text }
        tenant.authentication.keyHashes = try results[3].map { try $0[0].bytes }
        let members = try members(results[6])
        let (first, fallback) = try trunks(results[10])
        return TenantConfiguration(
            tenant: tenant,
            agents: try results[4].map { try agent($0, of: id) },
            groups: try results[5].map { try group($0, members: members) },
            inboundRules: try results[8].compactMap { try inboundRule($0) },
            outboundRules: try results[9].compactMap {
                try outboundRule($0, trunks: first, fallbackTrunks: fallback)
            },
            trunks: try results[7].map {
                Trunk(
                    id: TrunkID(rawValue: try $0[0].int), name: try $0[1].text,
                    isEnabled: try $0[2].bool)
            })
    }

    /// In the order in which `configuration` takes their rows.
    private static let texts = [
        """
        SELECT config_version, name, enabled, public_base_url, settings,
               application_bearer, session_update_bearer, cdr_bearer, application_key_id
        FROM tenants WHERE id = $1
        """,
        "SELECT domain, domain_uuid FROM tenant_domains WHERE tenant_id = $1 ORDER BY domain",
        "SELECT application_uuid FROM voice_applications WHERE tenant_id = $1 ORDER BY 1",
        """
        SELECT key_hash FROM webhook_credentials
        WHERE tenant_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
        ORDER BY slot
        """,
        """
        SELECT id, name, provider, service_value, username, password, enabled, dial_timeout
        FROM voice_agents WHERE tenant_id = $1 ORDER BY id
        """,
        """
        SELECT id, name, strategy, settings, enabled,
               fallback_agent_id, fallback_group_id, fallback_number
        FROM agent_groups WHERE tenant_id = $1 ORDER BY id
        """,
        """
        SELECT group_id, agent_id, priority, capacity
        FROM agent_group_memberships WHERE tenant_id = $1 ORDER BY group_id, id
        """,
        "SELECT id, cloudonix_trunk, enabled FROM trunks WHERE tenant_id = $1 ORDER BY id",
        """
        SELECT id, pattern, agent_id, group_id, priority, enabled
        FROM inbound_routing_rules WHERE tenant_id = $1 ORDER BY id
        """,
        """
        SELECT id, caller_id, destination_pattern, trunk_config, enabled
        FROM outbound_routing_rules WHERE tenant_id = $1 ORDER BY id
        """,
        """
        SELECT rule_id, trunk_id, is_fallback FROM outbound_rule_trunks
        WHERE tenant_id = $1 ORDER BY rule_id, is_fallback, position
        """,
    ]
}
