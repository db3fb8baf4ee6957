package import Cryptography
package import Postgres
package import Telephony

/// Seals provider credentials before they reach the database, and opens them on the way back.
///
/// AES-256-GCM under a key per tenant, derived from the master key by HKDF. The column's name is
/// authenticated along, so that a sealed value cannot be moved to another tenant or column.
package struct CredentialVault: Sendable {
    private let masterKey: SymmetricKey
    private static let canary = Array("strowger".utf8)

    package init(masterKey: SymmetricKey) { self.masterKey = masterKey }

    package func seal(
        _ secret: Secret, tenant: TenantID, column: String
    ) throws(CryptographyError) -> [UInt8] {
        try AESGCM.seal(
            Array(secret.revealed.utf8), key: key(of: tenant), associatedData: Array(column.utf8))
    }

    package func open(
        _ sealed: [UInt8], tenant: TenantID, column: String
    ) throws(CryptographyError) -> Secret {
        let plain = try AESGCM.open(
            sealed, key: key(of: tenant), associatedData: Array(column.utf8))
        return Secret(String(decoding: plain, as: UTF8.self))
    }

    /// Makes sure that the database was written under this master key; an empty one is marked.
    package func checkCanary(in pool: PostgresPool, deadline: Duration) async throws {
        let key = try canaryKey()
        let sealed = try AESGCM.seal(Self.canary, key: key, associatedData: [])
        _ = try await pool.query(
            PostgresStatement(
                "INSERT INTO key_canary (sealed) VALUES ($1) ON CONFLICT DO NOTHING",
                [.bytes(sealed)]), deadline: deadline)
        let rows = try await pool.query("SELECT sealed FROM key_canary", deadline: deadline)
        guard let row = rows.first else {
            throw PersistenceError(.unreadableRow, "the key canary is missing")
        }
        let stored = try row[0].bytes
        guard (try? AESGCM.open(stored, key: key, associatedData: [])) == Self.canary else {
            throw PersistenceError(
                .wrongMasterKey, "the master key is not the one this database was written under")
        }
    }

    private func key(of tenant: TenantID) throws(CryptographyError) -> SymmetricKey {
        try HKDF.derive(master: masterKey, info: "strowger tenant \(tenant) credentials 1")
    }

    private func canaryKey() throws(CryptographyError) -> SymmetricKey {
        try HKDF.derive(master: masterKey, info: "strowger key canary 1")
    }
}
