import CallControl
import Reactor
import Routing
import Telephony
import Testing

@testable import CallEngine

@Suite struct `The tenant directory` {
    private func withDirectory(_ body: (TenantDirectory) throws -> Void) async throws {
        let loops = try EventLoopGroup(count: 1)
        try body(TenantDirectory(loops: loops, limit: .init()) { _ in [] })
        await loops.shutDown()
    }

    private let other = TenantID(rawValue: 2)

    private func install(
        _ id: TenantID, version: Int64, _ domains: [String], in directory: TenantDirectory
    ) {
        directory.install(
            RoutingTable(
                compiling: configuration(id: id, version: version, domains: domains)))
    }

    @Test func `finds a tenant by every name it has`() async throws {
        try await withDirectory { directory in
            #expect(!directory.isLoaded)
            install(acme, version: 1, ["a.example", "b.example"], in: directory)
            #expect(directory.tenant(acme)?.id == acme)
            #expect(directory.tenant(domain: "b.example")?.id == acme)
            #expect(directory.tenant(domainUUID: "uuid-of-a.example")?.id == acme)
            #expect(directory.tenant(application: "application-of-a.example")?.id == acme)
            #expect(directory.tenant(domain: "c.example") == nil)
            #expect(directory.versions == [acme: 1])
        }
    }

    @Test func `puts a newer version in force, never an older one`() async throws {
        try await withDirectory { directory in
            install(acme, version: 2, ["a.example"], in: directory)
            let runtime = directory.tenant(acme)
            install(acme, version: 1, ["old.example"], in: directory)
            #expect(directory.tenant(domain: "old.example") == nil)
            install(acme, version: 3, ["new.example"], in: directory)
            #expect(directory.tenant(domain: "a.example") == nil)
            #expect(directory.tenant(domainUUID: "uuid-of-a.example") == nil)
            // The same runtime goes on: its groups keep what they counted.
            #expect(directory.tenant(domain: "new.example") === runtime)
            #expect(runtime?.group(sales) === directory.tenant(acme)?.group(sales))
        }
    }

    @Test(arguments: [true, false])
    func `follows a domain that moves to another tenant`(isGivenFirst: Bool) async throws {
        try await withDirectory { directory in
            install(acme, version: 1, ["a.example", "moving.example"], in: directory)
            install(other, version: 1, ["b.example"], in: directory)
            let give = {
                install(other, version: 2, ["b.example", "moving.example"], in: directory)
            }
            let take = { install(acme, version: 2, ["a.example"], in: directory) }
            for change in isGivenFirst ? [give, take] : [take, give] { change() }
            #expect(directory.tenant(domain: "moving.example")?.id == other)
            #expect(directory.tenant(domainUUID: "uuid-of-moving.example")?.id == other)
            #expect(directory.tenant(application: "application-of-moving.example")?.id == other)
            directory.remove(acme)
            #expect(directory.tenant(domain: "moving.example")?.id == other)
            #expect(directory.tenant(domain: "a.example") == nil)
            directory.remove(acme)
        }
    }
}
