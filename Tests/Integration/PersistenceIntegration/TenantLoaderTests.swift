import Foundation
import IntegrationSupport
import Persistence
import Postgres
import Reactor
import Telephony
import Testing

extension `Persistence with real servers` {
    @Suite struct `A tenant loader` {
        private static let vault = CredentialVault(masterKey: .test(1))

        private func load(
            _ configuration: TenantConfiguration, into database: TestDatabase, on loop: EventLoop
        ) async throws -> TenantID {
            try await database.withPool(as: TestDatabase.owner, on: loop, connections: 1) {
                try await TenantLoader(pool: $0, vault: Self.vault).load(
                    configuration, deadline: .seconds(20))
            }
        }

        private func store(_ bench: Bench) -> ConfigurationStore {
            ConfigurationStore(
                pool: bench.pool, vault: Self.vault, defaultBaseURL: "http://default.example",
                deadline: .seconds(20))
        }

        @Test func `brings back exactly what was loaded`() async throws {
            try await Bench.run { bench in
                let wanted = SampleTenant.everything()
                let id = try await load(wanted, into: bench.database, on: bench.loop)
                let stored = try await store(bench).configuration(of: id)
                let found = try #require(stored)
                #expect(found.tenant.version > 1)
                #expect(SampleTenant.named(found) == SampleTenant.named(wanted))
                #expect(try await store(bench).versions() == [id: found.tenant.version])
                #expect(try await store(bench).configuration(domain: "two.example") == found)
                #expect(try await store(bench).configuration(domain: "none.example") == nil)
                let nobody = TenantID(rawValue: 999_999)
                #expect(try await store(bench).configuration(of: nobody) == nil)
            }
        }

        @Test func `keeps secrets from whoever reads the tables`() async throws {
            try await Bench.run { bench in
                let wanted = SampleTenant.everything()
                let id = try await load(wanted, into: bench.database, on: bench.loop)
                let dump = try await bench.database.sql(
                    """
                    SELECT encode(service_value || coalesce(username, '')
                        || coalesce(password, ''), 'escape') FROM voice_agents
                    """)
                let rows = try await bench.database.sql("SELECT to_jsonb(a) FROM voice_agents a")
                for agent in wanted.agents {
                    for secret in [agent.serviceValue, agent.username, agent.password] {
                        guard let secret else { continue }
                        #expect(!dump.contains(secret.revealed))
                        #expect(!rows.contains(secret.revealed))
                        // In hexadecimal, as bytea is shown.
                        let bytes = secret.revealed.utf8.map { String(format: "%02x", $0) }
                        #expect(!rows.contains(bytes.joined()))
                    }
                }
                // Sealed for one tenant and column, and of no use in another.
                let sealed = try await bench.pool.query(
                    "SELECT service_value FROM voice_agents ORDER BY id", deadline: .seconds(10))
                let bytes = try #require(sealed.first)[0].bytes
                #expect(
                    try Self.vault.open(bytes, tenant: id, column: "service_value")
                        == wanted.agents[0].serviceValue)
                #expect(throws: (any Error).self) {
                    try Self.vault.open(bytes, tenant: id, column: "password")
                }
                let other = TenantID(rawValue: id.rawValue + 1)
                #expect(throws: (any Error).self) {
                    try Self.vault.open(bytes, tenant: other, column: "service_value")
                }
            }
        }

        @Test func `changes nothing when the same comes again`() async throws {
            try await Bench.run { bench in
                let database = bench.database
                let wanted = SampleTenant.everything()
                let id = try await load(wanted, into: database, on: bench.loop)
                let before = try await contents(of: database)
                #expect(try await load(wanted, into: database, on: bench.loop) == id)
                #expect(try await contents(of: database) == before)
            }
        }

        @Test func `keeps ids by name through a change`() async throws {
            try await Bench.run { bench in
                let database = bench.database
                var wanted = SampleTenant.everything()
                let id = try await load(wanted, into: database, on: bench.loop)
                let ids = """
                    SELECT string_agg(name || id, ',' ORDER BY name) FROM (
                        SELECT name, id FROM voice_agents UNION ALL SELECT name, id FROM agent_groups
                        UNION ALL SELECT name, id FROM trunks) t WHERE name <> 'Gone'
                    """
                let before = try await database.sql(ids)
                wanted.agents[0].serviceValue = Secret("+15559990000")
                wanted.tenant.dial.ringTimeout = .seconds(33)
                wanted.tenant.domains.removeLast()
                wanted.inboundRules.removeFirst()
                // What the file no longer has goes.
                let gone = wanted.agents.removeLast()
                #expect(gone.name == "Gone")
                #expect(try await load(wanted, into: database, on: bench.loop) == id)
                #expect(try await database.sql(ids) == before)
                let stored = try #require(try await store(bench).configuration(of: id))
                #expect(SampleTenant.named(stored) == SampleTenant.named(wanted))
            }
        }

        @Test func `leaves everything as it was when something is refused`() async throws {
            try await Bench.run { bench in
                let database = bench.database
                var wanted = SampleTenant.everything()
                _ = try await load(wanted, into: database, on: bench.loop)
                let before = try await contents(of: database)
                wanted.tenant.name = "changed"
                wanted.groups[0].members.append(wanted.groups[0].members[0])
                await #expect(throws: (any Error).self) {
                    try await load(wanted, into: database, on: bench.loop)
                }
                #expect(try await contents(of: database) == before)
                // Domains of two tenants can not become one tenant's.
                var other = SampleTenant.everything()
                other.tenant.domains = [TenantDomain(name: "other.example")]
                other.tenant.applications = []
                _ = try await load(other, into: database, on: bench.loop)
                other.tenant.domains.append(TenantDomain(name: "one.example"))
                #expect(
                    await code { _ = try await load(other, into: database, on: bench.loop) }
                        == .refusedTenant)
            }
        }

        @Test func `makes one tenant of loads at the same time`() async throws {
            try await Bench.run { bench in
                let wanted = SampleTenant.everything()
                let ids = try await withThrowingTaskGroup(of: TenantID.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            try await load(wanted, into: bench.database, on: bench.loop)
                        }
                    }
                    return try await group.reduce(into: Set()) { $0.insert($1) }
                }
                #expect(ids.count == 1)
                #expect(try await bench.database.sql("SELECT count(*) FROM tenants") == "1")
            }
        }

        @Test func `has a wrong master key found out before it can write`() async throws {
            try await Bench.run { bench in
                let deadline = Duration.seconds(10)
                try await Self.vault.checkCanary(in: bench.pool, deadline: deadline)
                try await Self.vault.checkCanary(in: bench.pool, deadline: deadline)
                let stranger = CredentialVault(masterKey: .test(2))
                #expect(
                    await code {
                        try await stranger.checkCanary(in: bench.pool, deadline: deadline)
                    } == .wrongMasterKey)
                #expect(try await bench.database.sql("SELECT count(*) FROM key_canary") == "1")
            }
        }

        /// Every row of every table that is configuration, versions and times included.
        private func contents(of database: TestDatabase) async throws -> [String] {
            var contents: [String] = []
            for table in [
                "tenants", "tenant_domains", "voice_applications", "webhook_credentials",
                "voice_agents", "agent_groups", "agent_group_memberships", "trunks",
                "inbound_routing_rules", "outbound_routing_rules", "outbound_rule_trunks",
            ] {
                contents.append(
                    try await database.sql("SELECT to_jsonb(t) FROM \(table) t ORDER BY 1"))
            }
            return contents
        }
    }
}
