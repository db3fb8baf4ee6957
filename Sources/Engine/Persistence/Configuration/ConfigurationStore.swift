package import Postgres
import Telemetry
package import Telephony

/// Reads tenants' configuration from PostgreSQL.
package struct ConfigurationStore: Sendable {
    private let pool: PostgresPool
    private let reader: ConfigurationReader
    private let deadline: Duration

    /// `defaultBaseURL` takes the place of a tenant's public base URL that is not set.
    package init(
        pool: PostgresPool, vault: CredentialVault, defaultBaseURL: String, deadline: Duration
    ) {
        self.pool = pool
        reader = ConfigurationReader(vault: vault, defaultBaseURL: defaultBaseURL)
        self.deadline = deadline
    }

    /// The version of every tenant, for comparing with what is in force.
    package func versions() async throws -> [TenantID: Int64] {
        var versions: [TenantID: Int64] = [:]
        for row in try await pool.query(
            "SELECT id, config_version FROM tenants", deadline: deadline)
        {
            versions[TenantID(rawValue: try row[0].int)] = try row[1].int
        }
        return versions
    }

    /// Everything of one tenant; `nil` when there is no such tenant.
    ///
    /// The version is read first: a change that commits while the rest is read raises it again, and
    /// leads to another reading.
    package func configuration(of id: TenantID) async throws -> TenantConfiguration? {
        let results = try await pool.pipeline(
            ConfigurationReader.statements(for: id), deadline: deadline)
        return try reader.configuration(of: id, from: results)
    }

    /// Tenants one of whose webhook keys has expired lately.
    package func tenantsWithKeysExpired(within time: Duration) async throws -> [TenantID] {
        try await pool.query(
            PostgresStatement(
                """
                SELECT DISTINCT tenant_id FROM webhook_credentials
                WHERE expires_at <= now() AND expires_at > now() - make_interval(secs => $1)
                """, [.double(time.inSeconds)]), deadline: deadline
        ).map { TenantID(rawValue: try $0[0].int) }
    }

    /// Everything of the tenant that owns a domain; `nil` when nobody does.
    package func configuration(domain: String) async throws -> TenantConfiguration? {
        let rows = try await pool.query(
            PostgresStatement(
                "SELECT tenant_id FROM tenant_domains WHERE domain = $1", [.text(domain)]),
            deadline: deadline)
        guard let row = rows.first else { return nil }
        return try await configuration(of: TenantID(rawValue: try row[0].int))
    }
}
