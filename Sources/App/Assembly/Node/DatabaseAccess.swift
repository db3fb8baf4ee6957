import Persistence
import Postgres
import Reactor
import Supervision
import Telemetry

/// How this installation reaches its database.
struct DatabaseAccess: Sendable {
    let settings: StoreSettings
    let loop: EventLoop
    let log: Log
    let metrics: Metrics

    /// The pool of the running node, as the engine's role.
    func pool() throws -> PostgresPool {
        PostgresPool(
            configuration: try poolConfiguration(
                settings.url, named: "engine", connections: settings.maximumConnections),
            on: loop, log: log.labeled("postgres"), metrics: metrics)
    }

    /// A listener for changes of configuration, on a connection of its own.
    func listener() throws -> PostgresListener {
        PostgresListener(
            configuration: PostgresListenerConfiguration(
                server: try server(settings.url), channels: [ConfigurationWatcher.channel]),
            on: loop, log: log.labeled("postgres"), metrics: metrics)
    }

    /// Runs the body with a pool of the role that owns the schema.
    func asOwner<Value: Sendable>(
        _ body: @Sendable (PostgresPool) async throws -> Value
    ) async throws -> Value {
        let pool = PostgresPool(
            configuration: try poolConfiguration(
                settings.ownerURL ?? settings.url, named: "owner", connections: 1),
            on: loop, log: log.labeled("postgres"), metrics: metrics)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(name: "owner-pool") { try await pool.run() }
            defer { group.cancelAll() }
            return try await body(pool)
        }
    }

    private func poolConfiguration(
        _ url: String?, named name: String, connections: Int
    ) throws -> PostgresPoolConfiguration {
        var configuration = PostgresPoolConfiguration(server: try server(url))
        configuration.name = name
        configuration.maximumConnections = connections
        configuration.minimumConnections = min(2, connections)
        return configuration
    }

    private func server(_ url: String?) throws -> PostgresConfiguration {
        guard let url else { throw SettingsError(["postgres.url: is needed for this"]) }
        do {
            var server = try PostgresConfiguration(parsing: url)
            server.connectTimeout = settings.connectTimeout
            return server
        } catch {
            throw SettingsError(["postgres.url: cannot be read as a connection string"])
        }
    }
}
