import Cryptography
import Foundation
import IntegrationSupport
import Persistence
import Postgres
import Reactor
import Supervision
import Telemetry
import Telephony
import Testing

/// All suites of this target: they share the servers, and take turns.
@Suite(
    .serialized, .enabled(if: TestStores.areGiven, TestStores.whyOff), .timeLimit(.minutes(3)))
struct `Persistence with real servers` {}

/// A migrated database with a pool as the engine's role, and everything a part is made with.
struct Bench: Sendable {
    let database: TestDatabase
    let loop: EventLoop
    let pool: PostgresPool
    let metrics: Metrics
    let sink: MemoryLogSink
    let log: Log

    static func run(
        _ stores: TestStores = .given, _ body: (Bench) async throws -> Void
    ) async throws {
        try await TestDatabase.with(stores) { database in
            try await database.migrate()
            let loop = try EventLoop(name: "persistence")
            let metrics = Metrics()
            let sink = MemoryLogSink()
            let log = Log(label: "test", level: .debug, sink: sink)
            do {
                try await database.withPool(as: TestDatabase.engine, on: loop, metrics: metrics) {
                    try await body(
                        Bench(
                            database: database, loop: loop, pool: $0, metrics: metrics,
                            sink: sink, log: log))
                }
                await loop.shutDown()
            } catch {
                await loop.shutDown()
                throw error
            }
        }
    }

    /// The value of a metric, as it is scraped.
    func metric(_ name: String) -> Double? {
        metrics.render().split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .flatMap { Double($0.dropFirst(name.count + 1)) }
    }

    /// Puts a tenant with one domain into the database; the id is the answer.
    func makeTenant(_ name: String = "test") async throws -> TenantID {
        let id = try await database.sql(
            """
            WITH made AS (INSERT INTO tenants (name) VALUES ('\(name)') RETURNING id)
            INSERT INTO tenant_domains (tenant_id, domain) SELECT id, '\(name).example' FROM made
            RETURNING tenant_id
            """)
        return TenantID(rawValue: try #require(Int64(id)))
    }
}

/// Runs the body beside a service, which is stopped afterwards and must then return.
func running(_ service: some Service, _ body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await service.run() }
        do {
            try await body()
            group.cancelAll()
        } catch {
            group.cancelAll()
            throw error
        }
        try await group.waitForAll()
    }
}

/// Asks a service to stop before it has begun: what it owes is all it does.
func finish(_ service: some Service) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await service.run() }
        group.cancelAll()
        try await group.waitForAll()
    }
}

/// The code of the error a body throws; `nil` when it throws none of ours.
func code(of body: () async throws -> Void) async -> PersistenceError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? PersistenceError)?.code
    }
}

extension SymmetricKey {
    /// A key that is the same in every run.
    static func test(_ byte: UInt8) -> SymmetricKey {
        SymmetricKey([UInt8](repeating: byte, count: 32))
    }
}
