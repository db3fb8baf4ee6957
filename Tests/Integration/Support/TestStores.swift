import Foundation
package import Testing

/// A PostgreSQL and a Redis for tests.
package struct TestStores: Sendable {
    /// The URL of a superuser.
    package let postgres: String
    package let redis: String
    /// The folder `.ci/servers` knows them by.
    package let folder: String

    private static let environment = ProcessInfo.processInfo.environment

    package static let areGiven =
        ["STROWGER_TEST_POSTGRES", "STROWGER_TEST_REDIS"].allSatisfy { environment[$0] != nil }
    package static let whyOff: Comment =
        "set STROWGER_TEST_POSTGRES and STROWGER_TEST_REDIS, as .ci/servers start prints them"

    /// The stores the environment names, shared with other tests: never to be stopped.
    package static var given: TestStores {
        TestStores(
            postgres: environment["STROWGER_TEST_POSTGRES"] ?? "",
            redis: environment["STROWGER_TEST_REDIS"] ?? "",
            folder: environment["STROWGER_TEST_SERVERS"] ?? "")
    }

    /// The root of the repository.
    package static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Runs the body with stores of its own, which it may stop and start.
    package static func withOwn(
        _ body: (TestStores) async throws -> Void
    ) async throws {
        let script = """
            set -euo pipefail
            settings=$("$0" start)
            eval "$settings"
            printf '%s\\n' "$STROWGER_TEST_SERVERS" "$STROWGER_TEST_POSTGRES" "$STROWGER_TEST_REDIS"
            """
        let lines = try await run("bash", ["-c", script, servers]).split(separator: "\n")
        try #require(lines.count >= 3, "\(lines)")
        let values = lines.suffix(3).map(String.init)
        let stores = TestStores(postgres: values[1], redis: values[2], folder: values[0])
        do {
            try await body(stores)
        } catch {
            _ = try? await run(servers, ["stop", stores.folder])
            throw error
        }
        try await run(servers, ["stop", stores.folder])
    }

    /// One of the two.
    package enum Store: String, Sendable {
        case postgres, redis
    }

    /// Stops a store, keeping its port and, for PostgreSQL, its content.
    package func pause(_ store: Store) async throws {
        try await run(Self.servers, ["pause", store.rawValue, folder])
    }

    package func resume(_ store: Store) async throws {
        try await run(Self.servers, ["resume", store.rawValue, folder])
    }

    /// Makes Redis silent: connected, and without an answer.
    package func freezeRedis() throws { try signalRedis(SIGSTOP) }

    package func thawRedis() throws { try signalRedis(SIGCONT) }

    private func signalRedis(_ signal: Int32) throws {
        let text = try String(contentsOfFile: "\(folder)/redis/pid", encoding: .utf8)
        let pid = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        try #require(kill(pid, signal) == 0)
    }

    private static let servers = root + "/.ci/servers"
}
