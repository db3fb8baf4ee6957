import Foundation
import Persistence
package import Postgres
package import Reactor
package import Telemetry

/// A database of one test's own.
package struct TestDatabase: Sendable {
    package let name: String
    private let server: String

    package static let owner = "strowger_owner"
    package static let engine = "strowger_engine"

    /// Runs the body with a new database, which is dropped afterwards.
    package static func with(
        _ stores: TestStores, _ body: (TestDatabase) async throws -> Void
    ) async throws {
        let name = "strowger_test_\(UUID().uuidString.prefix(18).lowercased())"
            .replacingOccurrences(of: "-", with: "_")
        let database = TestDatabase(name: name, server: stores.postgres)
        try await run(
            "psql",
            [
                "-Xq", "-v", "ON_ERROR_STOP=1", "-v", "database=\(name)", "-f",
                TestStores.root + "/Config/postgres/bootstrap.sql", stores.postgres,
            ])
        do {
            try await body(database)
        } catch {
            try? await database.drop()
            throw error
        }
        try await database.drop()
    }

    private func drop() async throws {
        try await run(
            "psql", ["-Xqc", "DROP DATABASE IF EXISTS \(name) WITH (FORCE)", server])
    }

    /// The URL under which a role reaches the database.
    package func url(as role: String) -> String {
        // postgresql://user[:password]@host/database?parameters, as .ci/servers prints it.
        let parts = server.split(separator: "?", maxSplits: 1)
        let base = parts[0].dropFirst("postgresql://".count)
        let address = base.drop { $0 != "@" }.dropFirst().prefix { $0 != "/" }
        let parameters = parts.count > 1 ? "?\(parts[1])" : ""
        return "postgresql://\(role)@\(address)/\(name)\(parameters)"
    }

    /// What `psql` prints for a statement: rows by lines, columns by `|`.
    @discardableResult
    package func sql(_ statement: String, as role: String = owner) async throws -> String {
        try await run(
            "psql", ["-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement, url(as: role)]
        ).trimmingCharacters(in: .newlines)
    }

    /// Brings the schema up to date.
    package func migrate() async throws {
        let loop = try EventLoop(name: "migrate")
        do {
            try await withPool(as: Self.owner, on: loop) { pool in
                _ = try await Migrator(pool: pool, log: .discarding).migrate()
            }
            await loop.shutDown()
        } catch {
            await loop.shutDown()
            throw error
        }
    }

    /// Runs the body with a pool, whose connections are closed afterwards.
    package func withPool<Value: Sendable>(
        as role: String, on loop: EventLoop, connections: Int = 4, metrics: Metrics = Metrics(),
        log: Log = .discarding, _ body: (PostgresPool) async throws -> Value
    ) async throws -> Value {
        var configuration = PostgresPoolConfiguration(
            server: try PostgresConfiguration(parsing: url(as: role)))
        configuration.maximumConnections = connections
        configuration.reconnectDelay = .milliseconds(20)
        configuration.longestReconnectDelay = .milliseconds(200)
        let pool = PostgresPool(configuration: configuration, on: loop, log: log, metrics: metrics)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.run() }
            defer { group.cancelAll() }
            return try await body(pool)
        }
    }
}
