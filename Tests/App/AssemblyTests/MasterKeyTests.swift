import Foundation
import Telemetry
import Testing

@testable import Assembly

@Suite struct `The master key` {
    private static let digits = String(repeating: "0123456789abcdef", count: 4)

    @Test func `is read from a file of its owner`() throws {
        let read = try withFile(Self.digits + "\n") { try MasterKey(file: $0) }
        let again = try withFile(Self.digits.uppercased()) { try MasterKey(file: $0) }
        #expect(read.symmetricKey == again.symmetricKey)
        #expect(try read.derived(for: "one") != read.derived(for: "two"))
    }

    @Test(arguments: ["", "0123", digits + "00", String(repeating: "x", count: 64)])
    func `is refused in another shape`(content: String) throws {
        try withFile(content) { path in
            let found = try problems { _ = try MasterKey(file: path) }
            #expect(found.count == 1)
            #expect(content.isEmpty || !found.joined().contains(content))
        }
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o660])
    func `is refused when others can read it`(permissions: Int) throws {
        try withFile(Self.digits, permissions: permissions) { path in
            let found = try problems { _ = try MasterKey(file: path) }
            #expect(found == ["master_key_file: \(path) must not be readable by others (0600)"])
        }
    }

    @Test func `is demanded by a database, and made up without one`() throws {
        var configuration = Configuration()
        _ = try MasterKey(for: configuration, log: .discarding)
        configuration.store.url = "postgresql://localhost"
        #expect(throws: SettingsError.self) {
            try MasterKey(for: configuration, log: .discarding)
        }
    }
}
