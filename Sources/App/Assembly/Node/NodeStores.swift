import CallEngine
import Operations
import Persistence
import Postgres
import Reactor
import Redis
import Routing
import Supervision
import Telemetry
import Telephony

/// The stores a node was configured with, as the engine and the doors need them.
///
/// Without a database tenants come from files and records are counted and dropped; without Redis
/// the node agrees with itself alone.
struct NodeStores {
    private(set) var coordinator: any Coordinator
    private(set) var journal: any CallJournal
    private(set) var lookup: any CallLookup
    private(set) var audit: any AuditTrail
    /// What has to run, in the order in which it has to be started.
    private(set) var children: [ChildSpecification] = []
    private(set) var conditions: [Readiness.Condition] = []

    /// What the stores of a node are made with.
    struct Surroundings {
        let configuration: Configuration
        let masterKey: MasterKey
        let directory: TenantDirectory
        let loops: EventLoopGroup
        let log: Log
        let metrics: Metrics
    }

    init(_ surroundings: Surroundings) throws {
        let storeless = StorelessStores(metrics: surroundings.metrics)
        coordinator = LocalCoordinator(limits: surroundings.configuration.calls.answers)
        journal = storeless
        lookup = storeless
        audit = storeless
        try addRedis(surroundings)
        if surroundings.configuration.store.url == nil {
            try Self.installFiles(surroundings)
        } else {
            try addDatabase(surroundings)
        }
    }

    // MARK: - Redis

    private mutating func addRedis(_ surroundings: Surroundings) throws {
        let settings = surroundings.configuration.redis
        guard let url = settings.url else { return }
        var configuration: RedisConfiguration
        do {
            configuration = try RedisConfiguration(url: url)
        } catch {
            throw SettingsError(["redis.url: cannot be read as a Redis URL"])
        }
        configuration.connectDeadline = settings.connectTimeout
        configuration.commandDeadline = settings.commandTimeout
        let log = surroundings.log.labeled("redis")
        let client = try RedisClient(
            configuration: configuration, scripts: RedisCoordinator.scripts,
            loop: surroundings.loops.loops[0], log: log, metrics: surroundings.metrics)
        var coordination = RedisCoordinator.Settings()
        coordination.deadline = settings.commandTimeout
        coordination.answerLife = surroundings.configuration.calls.answers.maximumAge
        let shared = RedisCoordinator(
            redis: client,
            local: LocalCoordinator(limits: surroundings.configuration.calls.answers),
            settings: coordination, log: log, metrics: surroundings.metrics)
        coordinator = shared
        children += [
            ChildSpecification("redis", policy: Self.patient) { client },
            ChildSpecification("coordination", policy: Self.patient) { shared },
        ]
        conditions.append(
            Readiness.Condition("redis", isRequired: false) { client.isAvailable })
    }

    // MARK: - PostgreSQL

    private mutating func addDatabase(_ surroundings: Surroundings) throws {
        let configuration = surroundings.configuration
        let (log, metrics) = (surroundings.log, surroundings.metrics)
        let loops = surroundings.loops.loops
        let access = DatabaseAccess(
            settings: configuration.store, loop: loops[loops.count - 1], log: log,
            metrics: metrics)
        let pool = try access.pool()
        let listener = try access.listener()
        let vault = CredentialVault(masterKey: surroundings.masterKey.symmetricKey)
        let store = ConfigurationStore(
            pool: pool, vault: vault, defaultBaseURL: configuration.publicBaseURL,
            deadline: configuration.store.queryTimeout)
        let watcher = ConfigurationWatcher(
            store: store, listener: listener,
            target: ConfigurationService.target(surroundings.directory, log: log),
            loop: access.loop, log: log.labeled("configuration"), metrics: metrics)
        let service = ConfigurationService(
            access: access, pool: pool, vault: vault,
            migrates: configuration.store.migratesAtStart, watcher: watcher,
            partitions: PartitionKeeper(
                pool: pool, loop: access.loop, log: log.labeled("audit"), metrics: metrics))
        let records = RecordWriter(
            pool: pool, loop: access.loop, settings: configuration.recordWriter,
            log: log.labeled("records"), metrics: metrics)
        let audits = AuditWriter(
            pool: pool, loop: access.loop, settings: configuration.auditWriter,
            log: log.labeled("audit"), metrics: metrics)
        journal = records
        audit = audits
        lookup = CallRecordStore(pool: pool, deadline: .seconds(1))
        children += [
            ChildSpecification("postgres", policy: Self.patient) { pool },
            ChildSpecification("listener", policy: Self.patient) { listener },
            ChildSpecification("configuration", policy: .never) { service },
            ChildSpecification("records", policy: Self.patient, stopWithin: .seconds(20)) {
                records
            },
            ChildSpecification("audit", policy: Self.patient) { audits },
        ]
        conditions.append(
            Readiness.Condition("database", isRequired: false) { pool.isAvailable })
    }

    /// The parts that talk to stores reconnect by themselves; failing beyond that is rare.
    private static let patient = RestartPolicy(atMost: 10, within: .seconds(60))

    // MARK: - Files

    private static func installFiles(_ surroundings: Surroundings) throws(SettingsError) {
        var problems: [String] = []
        for (index, path) in surroundings.configuration.tenantFiles.enumerated() {
            do throws(SettingsError) {
                let file = try TenantFile.read(path, id: TenantID(rawValue: Int64(index + 1)))
                let table = RoutingTable(compiling: file.configuration)
                for problem in table.problems {
                    surroundings.log.warning(
                        "routing problem", [.path: path, .reason: "\(problem)"])
                }
                surroundings.directory.install(table)
            } catch {
                problems.append(contentsOf: error.problems)
            }
        }
        guard problems.isEmpty else { throw SettingsError(problems) }
        surroundings.directory.markLoaded()
    }
}

extension Configuration {
    fileprivate var recordWriter: RecordWriter.Settings {
        var settings = RecordWriter.Settings()
        settings.flushInterval = records.flushInterval
        settings.batchSize = records.batchSize
        settings.maximumBytes = records.maximumBytes
        settings.deadline = store.queryTimeout
        return settings
    }

    fileprivate var auditWriter: AuditWriter.Settings {
        var settings = AuditWriter.Settings()
        settings.flushInterval = records.flushInterval
        settings.batchSize = records.batchSize
        settings.maximumBytes = audit.maximumBytes
        settings.maximumPayload = audit.maximumPayload
        settings.deadline = store.queryTimeout
        return settings
    }
}
