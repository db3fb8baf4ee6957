import Foundation
import Telephony
import Testing

@testable import Assembly

@Suite struct `A tenant file` {
    static let sample = Repository.path("Config/tenants/acme.json5")

    private func problems(in value: SettingValue, keyFiles: [String] = []) -> [String] {
        var reader = TenantFileReader(id: TenantID(rawValue: 1), keyFiles: keyFiles)
        _ = reader.read(value)
        return reader.problems
    }

    @Test func `is read as it is written`() throws {
        let file = try TenantFile.read(Self.sample, id: TenantID(rawValue: 7))
        let configuration = file.configuration
        #expect(configuration.tenant.id == TenantID(rawValue: 7))
        #expect(configuration.tenant.domains.map(\.name) == ["acme-voice.cloudonix.net"])
        #expect(configuration.tenant.dial.ringTimeout == .seconds(20))
        #expect(configuration.tenant.dial.timeLimit == .seconds(7_200))
        #expect(configuration.agents.map(\.id.rawValue) == [1, 2, 3, 4, 5])
        #expect(configuration.groups.map(\.strategy.name) == ["load_balanced", "priority"])
        #expect(configuration.groups[0].fallback == .agent(AgentID(rawValue: 5)))
        #expect(configuration.groups[0].members.map(\.capacity) == [2, nil, nil])
        #expect(configuration.inboundRules.map(\.target).last == .group(GroupID(rawValue: 1)))
        #expect(configuration.outboundRules[0].fallbackTrunks == [TrunkID(rawValue: 2)])
        #expect(configuration.agents[3].password == Secret("change-me"))
        let modes = configuration.tenant.authentication
        #expect(modes.application == .required)
        #expect(modes.sessionUpdate == .ifPresent)
        #expect(modes.cdr == .ifPresent)
    }

    @Test func `takes webhook keys from files`() throws {
        try withFile("first key\nand a comment\n") { first in
            try withFile("second key") { second in
                try withFile("third") { third in
                    try withFile("\n") { empty in
                        let file = try TenantFile.read(
                            Self.sample, id: TenantID(rawValue: 1), keyFiles: [first, second])
                        #expect(file.configuration.tenant.authentication.keyHashes.count == 2)
                        let sample = try SettingValue.file(at: Self.sample)
                        #expect(
                            problems(in: sample, keyFiles: [first, second, third]) == [
                                "tenant.webhooks.keys: at most two keys may be live, so that one "
                                    + "can replace the other"
                            ])
                        #expect(problems(in: sample, keyFiles: [first, first]).count == 1)
                        #expect(problems(in: sample, keyFiles: [empty]).count == 1)
                        #expect(problems(in: sample, keyFiles: ["/nowhere"]).count == 1)
                    }
                }
            }
        }
    }

    /// One fault each, put into the sample, and the path under which it must be reported.
    private static let faults: [(path: String, value: String, reported: String)] = [
        ("name", #""""#, "tenant.name"),
        ("name", "5", "tenant.name"),
        ("name", #""\#(String(repeating: "x", count: 256))""#, "tenant.name"),
        ("nonsense", "1", "tenant.nonsense"),
        ("enabled", #""yes""#, "tenant.enabled"),
        ("domains", "[]", "tenant.domains"),
        ("domains", #"["a.example", "A.example."]"#, "tenant.domains"),
        ("domains", #"["a b"]"#, "tenant.domains[0]"),
        ("domains", #"[{ name: "a.example", uuid: "7" }]"#, "tenant.domains[0].uuid"),
        (
            "domains", #"[{ uuid: "6b1f4c0e-2f0e-4a52-9f9e-0b7d1d0f2a01" }]"#,
            "tenant.domains[0].name"
        ),
        ("applications", #"["seven"]"#, "tenant.applications"),
        ("applications", "[7]", "tenant.applications[0]"),
        ("public_base_url", #""engine.example""#, "tenant.public_base_url"),
        ("public_base_url", #""https://engine.example/?a=b""#, "tenant.public_base_url"),
        ("public_base_url", "null", "tenant.public_base_url"),
        ("webhooks", #"{ keys: ["a", "b", "c"] }"#, "tenant.webhooks.keys"),
        ("webhooks", #"{ keys: ["a", "a"] }"#, "tenant.webhooks.keys"),
        ("webhooks", #"{ cdr: "sometimes" }"#, "tenant.webhooks.cdr"),
        ("webhooks", #"{ key: "a" }"#, "tenant.webhooks.key"),
        ("webhooks", #""open""#, "tenant.webhooks"),
        ("dial.ring_timeout", #""500ms""#, "tenant.dial.ring_timeout"),
        ("dial.ring_timeout", #""1500ms""#, "tenant.dial.ring_timeout"),
        ("dial.ring_timeout", #""11m""#, "tenant.dial.ring_timeout"),
        ("dial.time_limit", #""25h""#, "tenant.dial.time_limit"),
        ("dial.caller_id", #""\u0007""#, "tenant.dial.caller_id"),
        ("safe_plan", "{}", "tenant.safe_plan.*"),
        ("safe_plan", #"{ say: "a", number: "1" }"#, "tenant.safe_plan.*"),
        ("safe_plan", #"{ say: "" }"#, "tenant.safe_plan.say"),
        ("safe_plan", #"{ agent: "Nobody" }"#, "tenant.safe_plan.agent"),
        ("safe_plan", #"{ number: "a b" }"#, "tenant.safe_plan.number"),
        ("safe_plan", #""dance""#, "tenant.safe_plan"),
        ("agents.0.name", #""Support Two""#, "tenant.agents[1].name"),
        ("agents.0.provider", #""Va pi""#, "tenant.agents[0].provider"),
        ("agents.0.service_value", "null", "tenant.agents[0].service_value"),
        ("agents.0.service_value", #""a\u0007b""#, "tenant.agents[0].service_value"),
        ("agents.4.service_value", #""two words""#, "tenant.agents[4].service_value"),
        ("agents.0.username", #""\u0001""#, "tenant.agents[0].username"),
        ("agents.0.ring_timeout", #""601s""#, "tenant.agents[0].ring_timeout"),
        ("agents.0", "7", "tenant.agents[0]"),
        ("groups.0.strategy", #""random""#, "tenant.groups[0].strategy"),
        ("groups.0.name", #""Sales""#, "tenant.groups[1].name"),
        ("groups.0.settings", "{ window_hours: 0 }", "tenant.groups[0].settings.window_hours"),
        ("groups.0.settings", "{ window_hours: 1.5 }", "tenant.groups[0].settings.window_hours"),
        (
            "groups.0.settings", "{ failover_enabled: true }",
            "tenant.groups[0].settings.failover_enabled"
        ),
        ("groups.0.members.0.agent", #""Nobody""#, "tenant.groups[0].members[0].agent"),
        ("groups.0.members.0.agent", #""Support Two""#, "tenant.groups[0].members"),
        ("groups.0.members.0.capacity", "0", "tenant.groups[0].members[0].capacity"),
        ("groups.0.members.0.priority", "101", "tenant.groups[0].members[0].priority"),
        ("groups.0.fallback", "{}", "tenant.groups[0].fallback.*"),
        ("groups.0.fallback", #"{ group: "Support" }"#, "tenant.groups[0].fallback"),
        ("groups.0.fallback", #"{ group: "Nobody" }"#, "tenant.groups[0].fallback.group"),
        ("groups.0.fallback", #"{ number: "a b" }"#, "tenant.groups[0].fallback.number"),
        ("trunks.0.name", #""carrier-b""#, "tenant.trunks[1].name"),
        ("trunks.0.name", #""carrier a""#, "tenant.trunks[0].name"),
        ("trunks.0.name", #""a,b""#, "tenant.trunks[0].name"),
        ("inbound_rules.0.pattern", #""12*34""#, "tenant.inbound_rules[0].pattern"),
        ("inbound_rules.0.pattern", "null", "tenant.inbound_rules[0].pattern"),
        ("inbound_rules.0.group", "null", "tenant.inbound_rules[0].*"),
        ("inbound_rules.0.agent", #""Sales""#, "tenant.inbound_rules[0].*"),
        ("inbound_rules.0.group", #""Nobody""#, "tenant.inbound_rules[0].group"),
        ("inbound_rules.0.priority", "-1", "tenant.inbound_rules[0].priority"),
        ("outbound_rules.0.trunks", "[]", "tenant.outbound_rules[0].trunks"),
        ("outbound_rules.0.trunks", #"["carrier-z"]"#, "tenant.outbound_rules[0].trunks"),
        ("outbound_rules.0.fallback_trunks", #"["carrier-a"]"#, "tenant.outbound_rules[0].trunks"),
        ("outbound_rules.0.time_limit", #""0s""#, "tenant.outbound_rules[0].time_limit"),
        ("outbound_rules.0.caller_id", #""1-2*3""#, "tenant.outbound_rules[0].caller_id"),
    ]

    @Test(arguments: faults.indices)
    func `reports a fault with its path`(index: Int) throws {
        let fault = Self.faults[index]
        let value = try withFile(fault.value) { try SettingValue.file(at: $0) }
        let sample = try SettingValue.file(at: Self.sample)
        let found = problems(in: sample.replacing(fault.path, with: value))
        let comment: Comment = "\(fault.path) = \(fault.value): \(found)"
        #expect(found.contains { $0.hasPrefix("\(fault.reported): ") }, comment)
    }

    @Test func `reports all its faults at once`() throws {
        let sample = try SettingValue.file(at: Self.sample)
        let faulty = sample.replacing("name", with: nil)
            .replacing("agents.0.provider", with: nil)
            .replacing("groups.1.strategy", with: .text("random"))
            .replacing("outbound_rules.1.trunks", with: nil)
        #expect(
            Set(problems(in: faulty).map { String($0.prefix { $0 != ":" }) }) == [
                "tenant.name", "tenant.agents[0].provider", "tenant.groups[1].strategy",
                "tenant.outbound_rules[1].trunks",
            ])
    }

    @Test(arguments: ["[]", "{", "7"])
    func `is refused when it is no object`(content: String) throws {
        try withFile(content) { path in
            _ = #expect(throws: SettingsError.self) {
                try TenantFile.read(path, id: TenantID(rawValue: 1))
            }
        }
    }
}
