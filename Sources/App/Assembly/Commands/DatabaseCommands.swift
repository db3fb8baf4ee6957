import Foundation
import Persistence
import Postgres
import Reactor
import Telemetry
import Telephony

/// The commands that work on the database and end.
struct DatabaseCommands {
    private let configuration: Configuration
    private let access: DatabaseAccess
    private let loops: EventLoopGroup
    private let sink = StandardErrorSink()
    private static let deadline: Duration = .seconds(60)

    init(_ configuration: Configuration) throws {
        self.configuration = configuration
        let log = Log(label: "strowger", level: max(configuration.logLevel, .warning), sink: sink)
        loops = try EventLoopGroup(count: 1)
        access = DatabaseAccess(
            settings: configuration.store, loop: loops.loops[0], log: log, metrics: Metrics())
    }

    /// Brings the schema up to date.
    func migrate() async throws -> Int32 {
        let applied = try await patiently {
            try await access.asOwner { try await Migrator(pool: $0, log: access.log).migrate() }
        }
        print(
            applied.isEmpty
                ? "the schema is up to date"
                : "applied migrations \(applied.map(String.init).joined(separator: ", "))")
        return EX_OK
    }

    /// Puts a tenant into the database.
    func load(_ tenant: TenantFile) async throws -> Int32 {
        let authentication = tenant.configuration.tenant.authentication
        guard authentication.application != .required || !authentication.keyHashes.isEmpty else {
            throw SettingsError([
                "webhooks: a bearer key is required, but neither the file nor --webhook-key-file "
                    + "gives one; every voice request would be refused"
            ])
        }
        let key = try MasterKey(for: configuration, log: access.log)
        let vault = CredentialVault(masterKey: key.symmetricKey)
        let id = try await patiently {
            try await access.asOwner { pool in
                try await vault.checkCanary(in: pool, deadline: Self.deadline)
                return try await TenantLoader(pool: pool, vault: vault).load(
                    tenant.configuration, deadline: Self.deadline)
            }
        }
        print("tenant \"\(tenant.configuration.tenant.name)\" is loaded, id \(id)")
        return EX_OK
    }

    /// The tenant that owns a domain, as the running nodes see it.
    func tenant(domain: String) async throws -> TenantConfiguration {
        let key = try MasterKey(for: configuration, log: access.log)
        let vault = CredentialVault(masterKey: key.symmetricKey)
        let baseURL = configuration.publicBaseURL
        let found = try await patiently {
            try await access.asOwner { pool in
                let store = ConfigurationStore(
                    pool: pool, vault: vault, defaultBaseURL: baseURL, deadline: Self.deadline)
                return try await store.configuration(domain: DomainName.normalised(domain))
            }
        }
        guard let found else {
            throw SettingsError(["\(domain): neither a tenant file nor a tenant's domain"])
        }
        return found
    }

    /// A server that is just starting refuses for a moment.
    private func patiently<Value: Sendable>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        let end = MonotonicClock.now() + .seconds(15)
        while true {
            do {
                return try await body()
            } catch let error as PostgresError where error.isTransient && MonotonicClock.now() < end
            {
                await access.loop.sleep(for: .milliseconds(200))
            }
        }
    }
}
