import Foundation
import IntegrationSupport
import Testing

/// All suites of this target: they share the servers, and take turns.
@Suite(
    .serialized, .enabled(if: TestStores.areGiven, TestStores.whyOff), .timeLimit(.minutes(4)))
struct `A running node` {}

/// A database with a tenant in it, and what nodes need to serve it.
struct Site: Sendable {
    let stores: TestStores
    let database: TestDatabase
    let folder: String
    let domain = "node.example"
    let key = "kT7^secret!key="

    /// The product beside the tests.
    static let program: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return ((own ?? "") as NSString).deletingLastPathComponent + "/strowger"
    }()

    /// Runs the body with a site whose tenant is loaded; all of it is gone afterwards.
    static func with(
        _ stores: TestStores = .given, _ body: (Site) async throws -> Void
    ) async throws {
        try await TestDatabase.with(stores) { database in
            let folder = NSTemporaryDirectory() + "/strowger-node-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let site = Site(stores: stores, database: database, folder: folder)
            try site.write("master.key", String(repeating: "0123456789abcdef", count: 4))
            try site.write("webhook.key", site.key + "\n")
            try site.write("tenant.json5", tenant)
            try await site.command(["migrate"])
            try await site.command([
                "tenant", "load", folder + "/tenant.json5", "--webhook-key-file",
                folder + "/webhook.key",
            ])
            try await body(site)
        }
    }

    /// Writes a file only its owner can read.
    func write(_ name: String, _ content: String) throws {
        let isMade = FileManager.default.createFile(
            atPath: "\(folder)/\(name)", contents: Data(content.utf8),
            attributes: [.posixPermissions: 0o600])
        try #require(isMade)
    }

    /// Runs a command of the program to its end.
    @discardableResult
    func command(_ arguments: [String]) async throws -> String {
        try await run(Self.program, arguments, environment: environment())
    }

    /// The settings of a node of this site.
    func environment(_ changes: [String: String] = [:]) -> [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
            "STROWGER_HTTP_PORT": "0", "STROWGER_MASTER_KEY_FILE": folder + "/master.key",
            "STROWGER_POSTGRES_URL": database.url(as: TestDatabase.engine),
            "STROWGER_POSTGRES_OWNER_URL": database.url(as: TestDatabase.owner),
            "STROWGER_REDIS_URL": stores.redis,
        ].merging(changes) { $1 }
    }

    /// The tokens of all completed records, each as often as it has one.
    func completedTokens() async throws -> [String] {
        try await database.sql(
            "SELECT session_token FROM call_records WHERE status = 'completed' ORDER BY 1"
        ).split(separator: "\n").map(String.init)
    }

    private static let tenant = """
        {
          name: "Node", domains: ["node.example"], public_base_url: "https://engine.example",
          agents: [
            { name: "One", provider: "vapi", service_value: "+15550000001" },
            { name: "Two", provider: "retell", service_value: "+15550000002", username: "u" },
            { name: "Three", provider: "elevenlabs", service_value: "agent_3" },
          ],
          groups: [
            {
              name: "Rotation", strategy: "round_robin",
              members: [{ agent: "One" }, { agent: "Two" }, { agent: "Three" }],
            },
            {
              name: "Ladder", strategy: "priority",
              members: [
                { agent: "One", priority: 1 }, { agent: "Two", priority: 2 },
                { agent: "Three", priority: 3 },
              ],
            },
          ],
          inbound_rules: [
            { pattern: "1000", group: "Rotation" }, { pattern: "2000", group: "Ladder" },
          ],
        }
        """
    static let rotation = "1000"
    static let ladder = "2000"
    static let targets = ["+15550000001", "+15550000002", "agent_3"]
}
