import Foundation
import Reactor
import Redis
import Telemetry

/// The Redis these tests talk to, and clients for it.
enum TestRedis {
    /// The server given from outside; without it the suites are off.
    static let url = ProcessInfo.processInfo.environment["STROWGER_TEST_REDIS"]
    static let isGiven = url != nil
    static let whyOff = "set STROWGER_TEST_REDIS to the URL of a Redis that may be written to"

    /// Settings for the given server, with patience for a machine that runs all tests at once.
    static func configuration() throws -> RedisConfiguration {
        var configuration = try RedisConfiguration(url: url ?? "")
        configuration.connectDeadline = .seconds(10)
        configuration.commandDeadline = .seconds(10)
        return configuration
    }

    /// A key nobody else uses, so that tests may run side by side and twice.
    static func key(_ name: String) -> RedisArgument {
        "strowger-test:\(UUID().uuidString):\(name)"
    }

    /// A client that runs on a loop of its own while the body does; both are gone afterwards.
    static func withClient<Result: Sendable>(
        _ configuration: RedisConfiguration, scripts: [RedisScript] = [],
        log: Log = .discarding, metrics: Metrics = Metrics(), waitUntilReady: Bool = true,
        _ body: @Sendable (RedisClient) async throws -> Result
    ) async throws -> Result {
        let loop = try EventLoop(name: "redis-test")
        let client = try RedisClient(
            configuration: configuration, scripts: scripts, loop: loop, log: log, metrics: metrics)
        let outcome: Swift.Result<Result, any Error>
        do {
            let result = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask(name: "client") { try await client.run() }
                defer { group.cancelAll() }
                if waitUntilReady, await !client.reaches(.closed, within: .seconds(20)) {
                    throw NotReady()
                }
                return try await body(client)
            }
            outcome = .success(result)
        } catch {
            outcome = .failure(error)
        }
        await loop.shutDown()
        return try outcome.get()
    }

    struct NotReady: Error {}

    /// The code a command failed with, or `nil` when it did not fail.
    static func failure(
        _ body: () async throws(RedisError) -> RedisValue
    ) async -> RedisError.Code? {
        do throws(RedisError) {
            _ = try await body()
            return nil
        } catch {
            return error.code
        }
    }
}
