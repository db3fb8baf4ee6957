import Cryptography
package import Postgres
package import Telephony

/// Puts a tenant into the database as a whole, in one transaction.
///
/// The tenant is known by its first domain. Agents, groups and trunks are known by their names and
/// keep their ids; what the configuration no longer has is removed, and rules are replaced.
package struct TenantLoader: Sendable {
    private let pool: PostgresPool
    private let vault: CredentialVault

    /// `pool` connects as the role that owns the schema.
    package init(pool: PostgresPool, vault: CredentialVault) {
        self.pool = pool
        self.vault = vault
    }

    /// Loads the tenant and returns its id; loading the same file twice changes nothing.
    package func load(_ configuration: TenantConfiguration, deadline: Duration) async throws
        -> TenantID
    {
        try await pool.transaction(deadline: deadline) { transaction in
            let (id, isNew) = try await tenant(configuration.tenant, transaction)
            if !isNew, try await holds(configuration, as: id, transaction) { return id }
            var load = TenantLoad(
                tenant: id, configuration: configuration, vault: vault, transaction: transaction)
            try await load.run()
            return id
        }
    }

    private func tenant(
        _ tenant: Tenant, _ transaction: PostgresTransaction
    ) async throws -> (TenantID, isNew: Bool) {
        // Two loads at once would otherwise both find no tenant and make two.
        _ = try await transaction.query(
            "SELECT pg_advisory_xact_lock(hashtext('strowger.tenant_load'))")
        let owners = try await transaction.query(
            PostgresStatement(
                "SELECT DISTINCT tenant_id FROM tenant_domains WHERE domain = ANY ($1::text[])",
                [.textArray(tenant.domains.map(\.name))]))
        guard owners.count <= 1 else {
            throw PersistenceError(
                .refusedTenant, "the domains of this tenant belong to different tenants already")
        }
        if let owner = owners.first { return (TenantID(rawValue: try owner[0].int), false) }
        let made = try await transaction.query(
            PostgresStatement(
                "INSERT INTO tenants (name) VALUES ($1) RETURNING id", [.text(tenant.name)]))
        guard let row = made.first else {
            throw PersistenceError(.unreadableRow, "a new tenant came back without its id")
        }
        return (TenantID(rawValue: try row[0].int), true)
    }

    /// Whether the database says the same already; then nodes need not read the tenant again.
    private func holds(
        _ configuration: TenantConfiguration, as id: TenantID, _ transaction: PostgresTransaction
    ) async throws -> Bool {
        let results = try await transaction.pipeline(ConfigurationReader.statements(for: id))
        let reader = ConfigurationReader(vault: vault, defaultBaseURL: "")
        // What cannot be read is replaced by what can.
        guard let stored = try? reader.configuration(of: id, from: results) else { return false }
        return stored.withPlacesForIDs == configuration.withPlacesForIDs
    }
}
