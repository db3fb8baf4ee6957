import CallEngine
import Foundation
import HTTP
import Testing

@testable import Assembly

@Suite struct `The configuration` {
    private static let file = Repository.path("Config/strowger.json5")

    /// Everything a configuration holds, as text.
    private func content(of configuration: Configuration) -> String {
        var text = ""
        dump(configuration, to: &text)
        return text
    }

    private func read(
        _ value: SettingValue, _ environment: [String: String] = [:]
    ) -> (configuration: Configuration, reader: SettingsReader) {
        var reader = SettingsReader(value, environment: environment)
        var configuration = Configuration()
        configuration.read(&reader)
        reader.reportUnknown()
        return (configuration, reader)
    }

    @Test func `has its file name every setting, and nothing else`() throws {
        let value = try SettingValue.file(at: Self.file)
        let (_, reader) = read(value)
        #expect(reader.problems == [])
        #expect(reader.asked.sorted() == value.leaves.keys.sorted())
    }

    @Test func `has its file show the true defaults`() throws {
        let stored = try Configuration.read(file: Self.file, environment: [:])
        #expect(content(of: stored) == content(of: Configuration()))
        let bare = try Configuration.read(file: nil, environment: [:])
        #expect(content(of: bare) == content(of: Configuration()))
    }

    @Test func `takes every setting to a place of its own, from file and environment`() throws {
        let value = try SettingValue.file(at: Self.file)
        var seen: Set<String> = [content(of: Configuration())]
        for (path, leaf) in value.leaves.sorted(by: { $0.key < $1.key }) {
            let other = Self.another(than: leaf, at: path)
            var changed = value.replacing(path, with: other.value)
            var environment = [SettingsReader.environmentName(path): other.text]
            // One without the other is a fault.
            if path.hasPrefix("http.tls.") {
                for name in ["certificate_file", "key_file"] where !path.hasSuffix(name) {
                    changed = changed.replacing("http.tls.\(name)", with: .text("beside"))
                    environment["STROWGER_HTTP_TLS_\(name.uppercased())"] = "beside"
                }
            }
            let fromFile = read(changed)
            #expect(fromFile.reader.problems == [], "\(path)")
            let text = content(of: fromFile.configuration)
            #expect(seen.insert(text).inserted, "\(path) is read into the wrong place, or nowhere")
            let fromEnvironment = read(value, environment)
            #expect(fromEnvironment.reader.problems == [], "\(path)")
            #expect(content(of: fromEnvironment.configuration) == text, "\(path)")
        }
    }

    @Test func `reports every fault at once with its path`() throws {
        let faulty = """
            {
              loops: 1.5, log_level: "loud", stop_within: "soon", tenant_files: [1], nonsense: 1,
              http: {
                port: 70000, host: 5, idle_timeout: 60, tls: { key_file: "k" }, public_base_url: "x",
              },
              postgres: { migrate_at_start: "yes", url: "postgresql://a b:c d@[", max: 1 },
              redis: { url: "http://x" },
              calls: { answers: { maximum_bytes: "many" }, voice_limit: { burst: 0 } },
              audit: { mode: null },
              records: { batch_size: 0, maximum_bytes: 0.5 },
            }
            """
        let found = try withFile(faulty) { path in
            try problems {
                _ = try Configuration.read(
                    file: path, environment: ["STROWGER_HTTP_BACKLOG": "0", "STROWGER_PORT": "1"])
            }
        }
        let paths = found.map { String($0.prefix { $0 != ":" }) }
        #expect(
            paths.sorted() == [
                "STROWGER_PORT", "audit.mode", "calls.answers.maximum_bytes",
                "calls.voice_limit.burst", "http.backlog", "http.host", "http.idle_timeout",
                "http.port", "http.public_base_url", "http.tls.certificate_file", "log_level",
                "loops", "master_key_file", "nonsense", "postgres.max",
                "postgres.migrate_at_start", "postgres.url", "records.batch_size",
                "records.maximum_bytes", "redis.url", "stop_within", "tenant_files",
            ])
        // A connection string may hold a password.
        #expect(!found.joined().contains("c d"))
    }

    @Test(arguments: ["[]", "5", "{", "", "{ loops: 1, loops 2 }"])
    func `refuses a file that is no object`(content: String) throws {
        let found = try withFile(content) { path in
            try problems { _ = try Configuration.read(file: path, environment: [:]) }
        }
        #expect(found.count == 1)
    }

    @Test func `refuses a file that is not there`() throws {
        let found = try problems {
            _ = try Configuration.read(file: "/nowhere/strowger.json5", environment: [:])
        }
        #expect(found == ["/nowhere/strowger.json5: the file cannot be read"])
    }

    @Test func `lets the environment decide`() throws {
        let environment = [
            "STROWGER_HTTP_PORT": "9000", "STROWGER_TENANT_FILES": "a.json5,b.json5",
            "STROWGER_POSTGRES_MIGRATE_AT_START": "false", "STROWGER_CALLS_DECISION_DEADLINE": "1s",
            "STROWGER_REDIS_URL": "redis://localhost", "STROWGER_TEST_ANYTHING": "x",
        ]
        let configuration = try Configuration.read(file: Self.file, environment: environment)
        #expect(configuration.http.port == 9_000)
        #expect(configuration.tenantFiles == ["a.json5", "b.json5"])
        #expect(!configuration.store.migratesAtStart)
        #expect(configuration.calls.decisionDeadline == .seconds(1))
        #expect(configuration.redis.url == "redis://localhost")
    }

    @Test func `checks the files it names`() throws {
        try withFile("{}") { tenant in
            try withFile(String(repeating: "0", count: 63)) { key in
                var configuration = Configuration()
                configuration.masterKeyFile = key
                configuration.tenantFiles = [tenant, "/nowhere/tenant.json5"]
                let found = try problems { try configuration.checkFiles() }
                #expect(found.contains { $0.hasPrefix("master_key_file: ") })
                #expect(found.contains { $0.hasPrefix("\(tenant): tenant.name") })
                #expect(found.contains { $0.hasPrefix("/nowhere/tenant.json5") })
            }
        }
    }

    private static func another(
        than value: SettingValue, at path: String
    ) -> (value: SettingValue, text: String) {
        switch (path, value) {
        case ("log_level", _): (.text("debug"), "debug")
        case ("audit.mode", _): (.text("off"), "off")
        case (_, .bool(let flag)): (.bool(!flag), "\(!flag)")
        case (_, .number(let number)): (.number(number + 7), "\(Int(number) + 7)")
        case (_, .list): (.list([.text("a"), .text("b")]), "a,b")
        case (_, .text(let text)) where Quantity.duration(text) != nil: (.text("77m"), "77m")
        case (_, .text(let text)) where Quantity.bytes(text) != nil: (.text("77KiB"), "77KiB")
        case (_, .text), (_, .null), (_, .object): (.text("other"), "other")
        }
    }
}

@Suite struct `A quantity` {
    @Test(
        arguments: [
            ("250ms", .milliseconds(250)), ("2s", .seconds(2)), ("5m", .seconds(300)),
            ("4h", .seconds(14_400)), ("7d", .seconds(604_800)), ("0s", .zero),
            ("9223372036854775807ms", .milliseconds(Int64.max)),
        ] as [(String, Duration)])
    func `reads a duration`(text: String, duration: Duration) {
        #expect(Quantity.duration(text) == duration)
    }

    @Test(
        arguments: [
            "", "5", "s", "-5s", "+5s", " 5s", "5 s", "5s ", "1.5s", "5S", "5min", "5ms5s", "٥s",
            "9223372036854775807s", "99999999999999999999ms",
        ])
    func `refuses what is no duration`(text: String) {
        #expect(Quantity.duration(text) == nil)
    }

    @Test(
        arguments: [
            ("0", 0), ("17", 17), ("17B", 17), ("64KiB", 65_536), ("256MiB", 268_435_456),
            ("2GiB", 2_147_483_648),
        ])
    func `reads a size`(text: String, bytes: Int) {
        #expect(Quantity.bytes(text) == bytes)
    }

    @Test(
        arguments: [
            "", "B", "-1", "+1", "1.5KiB", "64KB", "64kib", "64 KiB", "1TiB", "9007199254740993GiB",
        ])
    func `refuses what is no size`(text: String) {
        #expect(Quantity.bytes(text) == nil)
    }
}
