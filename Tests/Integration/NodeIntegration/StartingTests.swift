import Foundation
import IntegrationSupport
import Testing

extension `A running node` {
    @Suite struct `Asked to start` {
        /// How a node that can not start ends, and what it says.
        private func refusal(
            _ environment: [String: String], _ arguments: [String] = ["serve"]
        ) async throws -> (status: Int32, output: String) {
            let child = try Child(Site.program, arguments, environment: environment)
            let hasEnded = try await eventually { child.status != nil }
            if !hasEnded { await child.end() }
            return (await child.wait(), child.output)
        }

        @Test(arguments: ["serve", "check"])
        func `with faults in its settings, names all of them`(command: String) async throws {
            let faults = [
                "STROWGER_HTTP_PORT": "many", "STROWGER_LOG_LEVEL": "loud",
                "STROWGER_POSTGRES_URL": "postgresql://strowger_engine@/x",
                "STROWGER_REDIS_URL": "nowhere", "STROWGER_NONSENSE": "1",
            ]
            let words = command == "check" ? ["config", "check"] : ["serve"]
            let (status, output) = try await refusal(faults, words)
            #expect(status == EX_CONFIG)
            for path in [
                "http.port", "log_level", "master_key_file", "redis.url", "STROWGER_NONSENSE",
            ] {
                #expect(output.contains("strowger: \(path): "), "\(output)")
            }
        }

        @Test func `under another master key, refuses with the reason`() async throws {
            try await Site.with { site in
                try site.write("other.key", String(repeating: "f", count: 64))
                let environment = site.environment([
                    "STROWGER_MASTER_KEY_FILE": site.folder + "/other.key"
                ])
                let (status, output) = try await refusal(environment)
                #expect(status != 0 && status < 128)
                #expect(output.contains("master key is not the one"), "\(output)")
                #expect(!output.contains("ffff"))
            }
        }

        @Test func `on a database of another program, refuses with the reason`() async throws {
            try await Site.with { site in
                try await site.database.sql(
                    "UPDATE schema_migrations SET checksum = 'x' WHERE number = 2")
                let (status, output) = try await refusal(site.environment())
                #expect(status != 0 && status < 128)
                #expect(output.contains("changed after it was applied"), "\(output)")
            }
        }

        @Test func `without its database, waits for it and is not ready meanwhile`() async throws {
            try await TestStores.withOwn { stores in
                try await Site.with(stores) { site in
                    try await stores.pause(.postgres)
                    let child = try Child(
                        Site.program, ["serve"], environment: site.environment())
                    let isWaiting = try await eventually {
                        child.output.contains("waiting for the database")
                    }
                    #expect(isWaiting)
                    #expect(child.status == nil)
                    try await stores.resume(.postgres)
                    let isLoaded = try await eventually {
                        child.output.contains("tenant loaded")
                    }
                    #expect(isLoaded)
                    child.signal(SIGTERM)
                    #expect(await child.wait() == 0)
                }
            }
        }
    }
}
