import CallEngine
import Persistence
import Postgres
import Reactor
import Routing
import Supervision
import Telemetry
import Telephony

/// Prepares the database, then keeps the tenants in force equal to those in it.
///
/// A database that is away is waited for. One whose schema this program does not know, or that was
/// written under another master key, is an error that only a person can mend.
struct ConfigurationService: Service {
    let access: DatabaseAccess
    let pool: PostgresPool
    let vault: CredentialVault
    let migrates: Bool
    let watcher: ConfigurationWatcher
    let partitions: PartitionKeeper

    func run() async throws {
        try await prepare()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask(name: "partitions") { try await partitions.run() }
            group.addTask(name: "watcher") { try await watcher.run() }
        }
    }

    private func prepare() async throws {
        while !Task.isCancelled {
            do {
                if migrates {
                    _ = try await access.asOwner { owner in
                        try await Migrator(pool: owner, log: access.log).migrate()
                    }
                }
                try await vault.checkCanary(in: pool, deadline: access.settings.queryTimeout)
                return
            } catch let error as PostgresError where error.isTransient {
                access.log.warning("waiting for the database", [.error: "\(error)"])
                await access.loop.sleep(for: .milliseconds(500))
            }
        }
    }

    /// Where the watcher puts what it reads: compiled away from the loops, then swapped in.
    static func target(_ directory: TenantDirectory, log: Log) -> ConfigurationWatcher.Target {
        ConfigurationWatcher.Target(
            install: { configuration in
                let table = await compile(configuration)
                for problem in table.problems {
                    log.warning(
                        "routing problem",
                        [.tenantID: table.tenant.id.description, .reason: "\(problem)"])
                }
                directory.install(table)
            },
            remove: { directory.remove($0) },
            versions: { directory.versions },
            loaded: { directory.markLoaded() })
    }

    /// A million rules take seconds: no loop may do that.
    @concurrent private static func compile(
        _ configuration: TenantConfiguration
    ) async -> RoutingTable {
        RoutingTable(compiling: configuration)
    }
}
