import Foundation
import Postgres
import Reactor
import Supervision
import Telemetry
import Testing

/// The server the environment names, if it does.
enum TestServer {
    static let url = ProcessInfo.processInfo.environment["STROWGER_TEST_POSTGRES"]
    static let urlOverTCP = ProcessInfo.processInfo.environment["STROWGER_TEST_POSTGRES_TCP"]
    static let isThere = url != nil
    static let isThereOverTCP = urlOverTCP != nil
    static let skipReason: Comment =
        "no server: set STROWGER_TEST_POSTGRES to a URL or to host=… dbname=…"
    static let skipReasonOverTCP: Comment = "no server: set STROWGER_TEST_POSTGRES_TCP to a URL"

    static func configuration() throws -> PostgresConfiguration {
        try PostgresConfiguration(parsing: #require(url))
    }

    static func configurationOverTCP() throws -> PostgresConfiguration {
        try PostgresConfiguration(parsing: #require(urlOverTCP))
    }

    /// A name no other test uses, in this run or another.
    static func freshName(_ prefix: String) -> String {
        "\(prefix)_\(UInt64.random(in: 0..<UInt64.max))"
    }
}

/// Runs the body with a loop of its own, which is gone afterwards.
func withLoop(_ body: (EventLoop) async throws -> Void) async throws {
    let loop = try EventLoop(name: "postgres-test")
    do {
        try await body(loop)
        await loop.shutDown()
    } catch {
        await loop.shutDown()
        throw error
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

/// Runs the body with a running pool on a loop of its own.
func withPool(
    _ server: PostgresConfiguration? = nil, metrics: Metrics = Metrics(),
    _ adjust: (inout PostgresPoolConfiguration) -> Void = { _ in },
    _ body: (PostgresPool, EventLoop) async throws -> Void
) async throws {
    var configuration = PostgresPoolConfiguration(
        server: try server ?? TestServer.configuration())
    configuration.reconnectDelay = .milliseconds(20)
    configuration.longestReconnectDelay = .milliseconds(100)
    adjust(&configuration)
    let final = configuration
    try await withLoop { loop in
        let pool = PostgresPool(
            configuration: final, on: loop, log: .discarding, metrics: metrics)
        try await running(pool) { try await body(pool, loop) }
    }
}

/// Runs the body with a table that is dropped afterwards.
func withTable(
    _ columns: String, on pool: PostgresPool, _ body: (String) async throws -> Void
) async throws {
    let table = TestServer.freshName("strowger_test")
    _ = try await pool.query(
        PostgresStatement("CREATE TABLE \(table) (\(columns))"), deadline: patience)
    do {
        try await body(table)
        _ = try await pool.query(PostgresStatement("DROP TABLE \(table)"), deadline: patience)
    } catch {
        _ = try? await pool.query(PostgresStatement("DROP TABLE \(table)"), deadline: patience)
        throw error
    }
}

/// Long enough for anything that is not stuck.
let patience = Duration.seconds(20)

/// The error a body throws, which it must.
func postgresError(
    _ body: () async throws -> Void, at location: SourceLocation = #_sourceLocation
) async throws -> PostgresError {
    do {
        try await body()
    } catch let error as PostgresError {
        return error
    }
    Issue.record("nothing was thrown", sourceLocation: location)
    throw PostgresError(.closed)
}

/// Asks until it is so; gives up when something is stuck.
func until(
    at location: SourceLocation = #_sourceLocation, _ isSo: () async throws -> Bool
) async throws {
    let end = MonotonicClock.now() + patience
    while try await !isSo() {
        try #require(MonotonicClock.now() < end, "never came true", sourceLocation: location)
        await Task.yield()
    }
}

/// Asks until the pool answers; fails when it does in a way that waiting does not mend.
func eventually(_ pool: PostgresPool) async throws {
    try await until {
        do throws(PostgresError) {
            _ = try await pool.query("SELECT 1", deadline: patience)
            return true
        } catch {
            guard error.isTransient else { throw error }
            return false
        }
    }
}
