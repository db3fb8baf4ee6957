import IntegrationSupport
import Persistence
import Reactor
import Telemetry
import Testing

extension `Persistence with real servers` {
    @Suite struct `A migrator` {
        private func withMigrator(
            _ body: (TestDatabase, Migrator) async throws -> Void
        ) async throws {
            try await TestDatabase.with(.given) { database in
                let loop = try EventLoop(name: "migrator")
                do {
                    try await database.withPool(as: TestDatabase.owner, on: loop) {
                        try await body(database, Migrator(pool: $0, log: .discarding))
                    }
                    await loop.shutDown()
                } catch {
                    await loop.shutDown()
                    throw error
                }
            }
        }

        @Test func `applies what is missing, once`() async throws {
            try await withMigrator { database, migrator in
                let numbers = Migration.all.map(\.number)
                let firstTwo = Array(Migration.all.prefix(2))
                #expect(try await migrator.migrate(firstTwo) == [1, 2])
                #expect(try await migrator.migrate() == Array(numbers.dropFirst(2)))
                #expect(try await migrator.migrate() == [])
                let known = try await database.sql(
                    "SELECT string_agg(number::text, ',' ORDER BY number) FROM schema_migrations")
                #expect(known == numbers.map(String.init).joined(separator: ","))
                #expect(try await database.sql("SELECT count(*) FROM tenants") == "0")
            }
        }

        @Test func `takes turns with others that start at the same time`() async throws {
            try await withMigrator { _, migrator in
                let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                    for _ in 0..<4 { group.addTask { try await migrator.migrate() } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(applied.count { !$0.isEmpty } == 1)
                #expect(applied.flatMap(\.self) == Migration.all.map(\.number))
            }
        }

        @Test func `refuses a migration that was changed after it was applied`() async throws {
            try await withMigrator { database, migrator in
                _ = try await migrator.migrate()
                var changed = Migration.all
                changed[2] = Migration(
                    number: 3, name: changed[2].name, sql: changed[2].sql + Array("-- \n".utf8))
                #expect(
                    await code { _ = try await migrator.migrate(changed) } == .schemaMismatch)
                // A program that is older than the database.
                let older = Array(Migration.all.dropLast())
                #expect(await code { _ = try await migrator.migrate(older) } == .schemaMismatch)
                #expect(try await migrator.migrate() == [])
                _ = database
            }
        }

        @Test func `leaves nothing of a set that fails half-way`() async throws {
            try await withMigrator { database, migrator in
                let broken = Migration(
                    number: Migration.all.count + 1, name: "broken",
                    sql: Array("CREATE TABLE half (a int); SELECT 1 / 0;".utf8))
                await #expect(throws: (any Error).self) {
                    try await migrator.migrate(Migration.all + [broken])
                }
                let tables = try await database.sql(
                    "SELECT count(*) FROM pg_class WHERE relname IN ('half', 'tenants')")
                #expect(tables == "0")
                #expect(try await migrator.migrate().count == Migration.all.count)
            }
        }
    }
}
