import Cryptography
package import Postgres
package import Telemetry

/// Brings a database's schema up to date, one node at a time.
package struct Migrator: Sendable {
    private let pool: PostgresPool
    private let log: Log
    /// A migration may have to rewrite a large table.
    private static let deadline: Duration = .seconds(600)

    /// `pool` connects as the role that owns the schema.
    package init(pool: PostgresPool, log: Log) {
        self.pool = pool
        self.log = log
    }

    /// Applies what is missing, all of it or nothing; returns the numbers applied.
    ///
    /// An applied migration whose text has changed since, or a database that is ahead of this
    /// program, is an error: nobody can say what its schema is.
    package func migrate(_ migrations: [Migration] = Migration.all) async throws -> [Int] {
        let applied = try await pool.transaction(deadline: Self.deadline) { transaction in
            try await transaction.simple(Self.prepare)
            let known = try await self.known(transaction)
            try Self.check(known, against: migrations)
            var applied: [Int] = []
            for migration in migrations where known[migration.number] == nil {
                try await transaction.simple(String(decoding: migration.sql, as: UTF8.self))
                _ = try await transaction.query(
                    PostgresStatement(
                        Self.remember,
                        [
                            .int(Int64(migration.number)), .text(migration.name),
                            .text(migration.checksum),
                        ]))
                applied.append(migration.number)
            }
            return applied
        }
        for number in applied { log.notice("migration applied", [.version: String(number)]) }
        return applied
    }

    private func known(_ transaction: PostgresTransaction) async throws -> [Int: String] {
        var known: [Int: String] = [:]
        for row in try await transaction.query(
            "SELECT number, checksum FROM schema_migrations ORDER BY number")
        {
            known[Int(try row[0].int)] = try row[1].text
        }
        return known
    }

    private static func check(
        _ known: [Int: String], against migrations: [Migration]
    ) throws(PersistenceError) {
        for (number, checksum) in known.sorted(by: { $0.key < $1.key }) {
            guard let migration = migrations.first(where: { $0.number == number }) else {
                throw PersistenceError(
                    .schemaMismatch,
                    "the database has migration \(number), which this program does not know")
            }
            guard migration.checksum == checksum else {
                throw PersistenceError(
                    .schemaMismatch, "migration \(number) was changed after it was applied")
            }
        }
    }

    /// The lock ends with the transaction, so that nodes starting together take turns.
    private static let prepare = """
        SELECT pg_advisory_xact_lock(hashtext('strowger.migrations'));
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number     integer PRIMARY KEY,
            name       text NOT NULL,
            checksum   text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        """

    private static let remember =
        "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)"
}

extension Migration {
    /// SHA-256 of the text, in hexadecimal.
    package var checksum: String { Hex.encode(SHA256.hash(sql)) }
}
