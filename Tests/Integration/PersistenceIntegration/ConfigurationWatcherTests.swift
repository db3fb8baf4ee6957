import Foundation
import IntegrationSupport
import Locks
import Persistence
import Postgres
import Reactor
import Telemetry
import Telephony
import Testing

/// Where a watcher under test puts what it reads.
final class WatchedTenants: Sendable {
    private let state = Guarded((tenants: [TenantID: TenantConfiguration](), isLoaded: false))

    var target: ConfigurationWatcher.Target {
        ConfigurationWatcher.Target(
            install: { tenant in self.state.withLock { $0.tenants[tenant.tenant.id] = tenant } },
            remove: { id in self.state.withLock { $0.tenants[id] = nil } },
            versions: { self.state.withLock { $0.tenants.mapValues(\.tenant.version) } },
            loaded: { self.state.withLock { $0.isLoaded = true } })
    }

    var isLoaded: Bool { state.withLock { $0.isLoaded } }
    var names: [String] { state.withLock { $0.tenants.values.map(\.tenant.name).sorted() } }
    func name(of id: TenantID) -> String? { state.withLock { $0.tenants[id]?.tenant.name } }
}

extension `Persistence with real servers` {
    @Suite struct `A configuration watcher` {
        static func withWatcher(
            _ bench: Bench, _ body: (WatchedTenants) async throws -> Void
        ) async throws {
            let listener = PostgresListener(
                configuration: PostgresListenerConfiguration(
                    server: try PostgresConfiguration(
                        parsing: bench.database.url(as: TestDatabase.engine)),
                    channels: [ConfigurationWatcher.channel]),
                on: bench.loop, log: bench.log, metrics: bench.metrics)
            let tenants = WatchedTenants()
            let watcher = ConfigurationWatcher(
                store: ConfigurationStore(
                    pool: bench.pool, vault: CredentialVault(masterKey: .test(1)),
                    defaultBaseURL: "http://default.example", deadline: .seconds(10)),
                listener: listener, target: tenants.target, loop: bench.loop, log: bench.log,
                metrics: bench.metrics)
            try await running(listener) {
                try await running(watcher) {
                    try #require(try await eventually { tenants.isLoaded })
                    try await body(tenants)
                }
            }
        }

        private static let listeners =
            "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"

        /// A superuser alone sees what others' connections are at.
        private static func countListeners(_ bench: Bench) async throws -> String {
            try await bench.database.sql("SELECT count(*) \(listeners)", as: "postgres")
        }

        @Test func `hears of a change by hand within a second`() async throws {
            try await Bench.run { bench in
                let id = try await bench.makeTenant("first")
                try await Self.withWatcher(bench) { tenants in
                    try #require(
                        try await eventually {
                            try await Self.countListeners(bench) == "1"
                        })
                    #expect(tenants.names == ["first"])
                    var slowest = Duration.zero
                    for round in 1...10 {
                        let name = "renamed \(round)"
                        try await bench.database.sql(
                            "UPDATE tenants SET name = '\(name)' WHERE id = \(id)")
                        let began = MonotonicClock.now()
                        try #require(try await eventually { tenants.name(of: id) == name })
                        slowest = max(slowest, MonotonicClock.now() - began)
                    }
                    print("watcher: slowest of 10 changes by psql in force after \(slowest.text)")
                    #expect(slowest < .seconds(1))
                    let second = try await bench.makeTenant("second")
                    #expect(try await eventually { tenants.name(of: second) == "second" })
                    try await bench.database.sql("DELETE FROM tenants WHERE id = \(id)")
                    #expect(try await eventually { tenants.names == ["second"] })
                }
            }
        }

        @Test func `catches up by version after its connection was lost`() async throws {
            try await Bench.run { bench in
                let id = try await bench.makeTenant("first")
                try await Self.withWatcher(bench) { tenants in
                    for round in 1...3 {
                        try #require(
                            try await eventually {
                                try await Self.countListeners(bench) == "1"
                            })
                        let began = MonotonicClock.now()
                        // In one transaction, so that the change is committed while nobody listens.
                        let killed = try await bench.database.sql(
                            """
                            BEGIN; SELECT count(pg_terminate_backend(pid, 10000)) \(Self.listeners);
                            SELECT set_config('strowger.x', '', true);
                            UPDATE tenants SET name = 'round \(round)' WHERE id = \(id); COMMIT
                            """, as: "postgres")
                        #expect(killed.hasPrefix("1"))
                        #expect(try await eventually { tenants.name(of: id) == "round \(round)" })
                        print(
                            "watcher: caught up \((MonotonicClock.now() - began).text) after a "
                                + "lost connection")
                    }
                }
            }
        }

        @Test func `serves the others when one tenant cannot be read`() async throws {
            try await Bench.run { bench in
                let first = try await bench.makeTenant("broken")
                let second = try await bench.makeTenant("sound")
                try await bench.database.sql(
                    """
                    INSERT INTO voice_agents (tenant_id, name, provider, service_value)
                    VALUES (\(first), 'a', 'vapi', 'in the clear')
                    """)
                try await Self.withWatcher(bench) { tenants in
                    #expect(tenants.names == ["sound"])
                    #expect(
                        bench.sink.lines.contains { $0.contains("a tenant cannot be read") })
                    // The sound one stays as it was when it breaks, too.
                    try await bench.database.sql(
                        "UPDATE tenants SET settings = '{\"safe_plan\": 5}' WHERE id = \(second)")
                    try await bench.database.sql("DELETE FROM voice_agents")
                    #expect(try await eventually { tenants.names == ["broken", "sound"] })
                    try await bench.database.sql(
                        "UPDATE tenants SET settings = '{}', name = 'whole' WHERE id = \(second)")
                    #expect(try await eventually { tenants.names == ["broken", "whole"] })
                }
            }
        }
    }
}
