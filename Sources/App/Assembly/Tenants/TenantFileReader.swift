import CXML
import Cryptography
import Foundation
import Telephony
import VoiceHooks

/// Reads the parts of a tenant file in the order in which they refer to each other.
struct TenantFileReader {
    var problems: [String] = []
    private let id: TenantID
    private let keyFiles: [String]
    private var agents: [String: AgentID] = [:]
    private var groups: [String: GroupID] = [:]
    private var trunks: [String: TrunkID] = [:]

    init(id: TenantID, keyFiles: [String]) {
        self.id = id
        self.keyFiles = keyFiles
    }

    /// How long an attempt may ring, and a call last.
    static let longestRing: Duration = .seconds(600)
    static let longestCall: Duration = .seconds(86_400)

    mutating func read(_ value: SettingValue) -> TenantConfiguration {
        var root = MemberReader(value, at: "tenant")
        let agents = root.list("agents").enumerated().map { readAgent($1, at: $0) }
        let trunks = root.list("trunks").enumerated().map { readTrunk($1, at: $0) }
        let groupItems = root.list("groups")
        for (index, item) in groupItems.enumerated() { nameGroup(item, at: index) }
        let groups = groupItems.enumerated().map { readGroup($1, at: $0) }
        let inbound = root.list("inbound_rules").enumerated().compactMap {
            readInboundRule($1, at: $0)
        }
        let outbound = root.list("outbound_rules").enumerated().compactMap {
            readOutboundRule($1, at: $0)
        }
        let tenant = readTenant(&root)
        problems.append(contentsOf: root.finished())
        return TenantConfiguration(
            tenant: tenant, agents: agents, groups: groups, inboundRules: inbound,
            outboundRules: outbound, trunks: trunks)
    }

    // MARK: - The tenant itself

    private mutating func readTenant(_ root: inout MemberReader) -> Tenant {
        let domains = root.list("domains").map { readDomain($0) }
        if domains.isEmpty { root.fault("domains", "must name at least one domain") }
        for name in Self.repeated(domains.map(\.name)) {
            root.fault("domains", "\"\(name)\" is listed twice")
        }
        var tenant = Tenant(
            id: id, name: root.requiredText("name"), isEnabled: root.flag("enabled", default: true),
            domains: domains, applications: readApplications(&root),
            publicBaseURL: readBaseURL(&root))
        tenant.authentication = readWebhooks(root.object("webhooks") ?? .object([:]))
        if let dial = root.object("dial") { tenant.dial = readDial(dial) }
        if let plan = root.object("safe_plan") { tenant.safePlan = readSafePlan(plan) }
        return tenant
    }

    private func readApplications(_ root: inout MemberReader) -> [String] {
        let texts = root.texts("applications")
        let applications = texts.map { MemberReader.uuid($0) ?? $0 }
        for text in texts where MemberReader.uuid(text) == nil {
            root.fault("applications", "\"\(text)\" is no UUID")
        }
        for text in Self.repeated(applications) {
            root.fault("applications", "\"\(text)\" is listed twice")
        }
        return applications
    }

    private func readBaseURL(_ root: inout MemberReader) -> String {
        var url = root.requiredText("public_base_url", atMost: 1_024)
        while url.hasSuffix("/") { url.removeLast() }
        if !url.isEmpty, url.wholeMatch(of: /https?:\/\/[^\/?#\s]+(\/[^?#\s]*)?/) == nil {
            root.fault(
                "public_base_url", "must be an https:// or http:// URL without ? and #")
        }
        return url
    }

    private mutating func readDomain(_ item: (value: SettingValue, path: String)) -> TenantDomain {
        let domain: TenantDomain
        if case .text(let name) = item.value {
            domain = TenantDomain(name: DomainName.normalised(name))
        } else {
            var reader = MemberReader(item.value, at: item.path)
            domain = TenantDomain(
                name: DomainName.normalised(reader.requiredText("name")),
                uuid: reader.uuid("uuid"))
            problems.append(contentsOf: reader.finished())
            if domain.name.isEmpty { return domain }
        }
        if domain.name.wholeMatch(of: /[^\s\/]{1,253}/) == nil || domain.name.hasSuffix(".") {
            problems.append("\(item.path): \"\(domain.name)\" is no domain name")
        }
        return domain
    }

    private mutating func readWebhooks(_ value: SettingValue) -> WebhookAuthentication {
        var reader = MemberReader(value, at: "tenant.webhooks")
        let plain = reader.texts("keys").map { SHA256.hash(Array($0.utf8)) }
        let filed = (reader.texts("key_files") + keyFiles).compactMap { hash(ofKeyIn: $0) }
        let authentication = WebhookAuthentication(
            keyHashes: plain + filed,
            application: reader.choice("application", default: BearerMode.required),
            sessionUpdate: reader.choice("session_update", default: BearerMode.ifPresent),
            cdr: reader.choice("cdr", default: BearerMode.ifPresent),
            applicationKeyID: reader.text("application_key_id"))
        if let id = authentication.applicationKeyID, !(1...255).contains(id.unicodeScalars.count) {
            reader.fault("application_key_id", "must have 1 to 255 characters")
        }
        if authentication.keyHashes.count > 2 {
            reader.fault("keys", "at most two keys may be live, so that one can replace the other")
        }
        if Set(authentication.keyHashes).count < authentication.keyHashes.count {
            reader.fault("keys", "the same key is given twice")
        }
        problems.append(contentsOf: reader.finished())
        return authentication
    }

    /// A key file holds the key on its first line; only its hash is kept.
    private mutating func hash(ofKeyIn path: String) -> [UInt8]? {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            problems.append("webhook key file \(path): cannot be read")
            return nil
        }
        let key = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !key.isEmpty else {
            problems.append("webhook key file \(path): is empty")
            return nil
        }
        return SHA256.hash(Array(key))
    }

    private mutating func readDial(_ value: SettingValue) -> DialSettings {
        var reader = MemberReader(value, at: "tenant.dial")
        let dial = DialSettings(
            ringTimeout: reader.duration("ring_timeout", atMost: Self.longestRing)
                ?? DialSettings().ringTimeout,
            timeLimit: reader.duration("time_limit", atMost: Self.longestCall),
            callerID: reader.text("caller_id"))
        if let callerID = dial.callerID {
            reader.check("caller_id") { () throws(CXMLError) in try AttributeText(callerID) }
        }
        problems.append(contentsOf: reader.finished())
        return dial
    }

    private mutating func readSafePlan(_ value: SettingValue) -> SafePlan {
        if case .text("hangup") = value { return .hangup }
        var reader = MemberReader(value, at: "tenant.safe_plan")
        let say = reader.text("say")
        let number = reader.text("number")
        let agent = reader.text("agent")
        var plans: [SafePlan] = []
        if let say {
            reader.check("say") { () throws(CXMLError) in try SpokenText(say) }
            plans.append(.say(say))
        }
        if let number {
            reader.check("number") { () throws(CXMLError) in try DialedNumber(number) }
            plans.append(.number(number))
        }
        if let agent { plans.append(.agent(self.agent(agent, &reader, "agent"))) }
        if plans.count != 1 { reader.fault("*", "give one of say, number, agent, or \"hangup\"") }
        problems.append(contentsOf: reader.finished())
        return plans.first ?? .standard
    }

    // MARK: - Agents, trunks, groups

    private mutating func readAgent(
        _ item: (value: SettingValue, path: String), at index: Int
    ) -> VoiceAgent {
        var reader = MemberReader(item.value, at: item.path)
        let id = AgentID(rawValue: Int64(index + 1))
        let agent = VoiceAgent(
            id: id, name: reader.requiredText("name"),
            provider: readProvider(&reader),
            serviceValue: Secret(reader.requiredText("service_value")),
            username: reader.text("username").map(Secret.init),
            password: reader.text("password").map(Secret.init),
            isEnabled: reader.flag("enabled", default: true),
            ringTimeout: reader.duration("ring_timeout", atMost: Self.longestRing))
        checkTarget(of: agent, &reader)
        if agents.updateValue(id, forKey: agent.name) != nil {
            reader.fault("name", "two agents have this name")
        }
        problems.append(contentsOf: reader.finished())
        return agent
    }

    /// A text the switch cannot be sent would turn every call of this agent into the safe plan.
    private func checkTarget(of agent: VoiceAgent, _ reader: inout MemberReader) {
        let value = agent.serviceValue.revealed
        switch agent.provider {
        case _ where value.isEmpty: break
        case DocumentRenderer.numberProvider:
            reader.check("service_value") { () throws(CXMLError) in try DialedNumber(value) }
        case DocumentRenderer.sipProvider:
            reader.check("service_value") { () throws(CXMLError) in try SIPAddress(value) }
        default:
            reader.check("service_value") { () throws(CXMLError) in try NounText(value) }
        }
        for (name, secret) in [("username", agent.username), ("password", agent.password)] {
            guard let secret else { continue }
            reader.check(name) { () throws(CXMLError) in try AttributeText(secret.revealed) }
        }
    }

    /// The provider in the switch's own spelling.
    private func readProvider(_ reader: inout MemberReader) -> String {
        let text = reader.requiredText("provider")
        guard !text.isEmpty else { return "" }
        do throws(CXMLError) {
            return try ProviderID.normalised(text).text
        } catch {
            reader.fault("provider", "\"\(text)\" is no provider id")
            return ""
        }
    }

    private mutating func readTrunk(
        _ item: (value: SettingValue, path: String), at index: Int
    ) -> Trunk {
        var reader = MemberReader(item.value, at: item.path)
        let trunk = Trunk(
            id: TrunkID(rawValue: Int64(index + 1)), name: reader.requiredText("name"),
            isEnabled: reader.flag("enabled", default: true))
        if !trunk.name.isEmpty {
            reader.check("name") { () throws(CXMLError) in try TrunkList([trunk.name]) }
        }
        if trunks.updateValue(trunk.id, forKey: trunk.name) != nil {
            reader.fault("name", "two trunks have this name")
        }
        problems.append(contentsOf: reader.finished())
        return trunk
    }

    private mutating func nameGroup(_ item: (value: SettingValue, path: String), at index: Int) {
        var reader = MemberReader(item.value, at: item.path)
        let name = reader.text("name") ?? ""
        if groups.updateValue(GroupID(rawValue: Int64(index + 1)), forKey: name) != nil {
            problems.append("\(item.path).name: two groups have this name")
        }
    }

    private mutating func readGroup(
        _ item: (value: SettingValue, path: String), at index: Int
    ) -> AgentGroupDefinition {
        var reader = MemberReader(item.value, at: item.path)
        let name = reader.requiredText("name")
        let strategy = readStrategy(&reader)
        let members = reader.list("members").map { readMember($0) }
        for agent in Self.repeated(members.map(\.agent)) where agent.rawValue > 0 {
            reader.fault("members", "agent \(agent) is a member twice")
        }
        var fallback: GroupFallback?
        if let value = reader.object("fallback") {
            fallback = readFallback(value, at: item.path + ".fallback")
        }
        if fallback == .group(GroupID(rawValue: Int64(index + 1))) {
            reader.fault("fallback", "a group cannot fall back to itself")
        }
        let definition = AgentGroupDefinition(
            id: GroupID(rawValue: Int64(index + 1)), name: name, strategy: strategy.strategy,
            isEnabled: reader.flag("enabled", default: true), members: members,
            fallback: fallback, isFallbackEnabled: strategy.isFallbackEnabled)
        problems.append(contentsOf: reader.finished())
        return definition
    }

    private mutating func readStrategy(
        _ group: inout MemberReader
    ) -> (strategy: RingStrategy, isFallbackEnabled: Bool) {
        let name = group.requiredText("strategy")
        var reader = MemberReader(
            group.object("settings") ?? .object([:]), at: group.path + ".settings")
        let parsed = StrategySettings.read(strategy: name, &reader)
        if parsed == nil, !name.isEmpty {
            group.fault("strategy", "must be round_robin, priority or load_balanced")
        } else {
            problems.append(contentsOf: reader.finished())
        }
        return parsed ?? (.roundRobin(.init()), true)
    }

    private mutating func readMember(_ item: (value: SettingValue, path: String)) -> GroupMember {
        var reader = MemberReader(item.value, at: item.path)
        let name = reader.requiredText("agent")
        let member = GroupMember(
            agent: agent(name, &reader, "agent"), priority: reader.number("priority", in: 1...100),
            capacity: reader.number("capacity", in: 1...1_000))
        problems.append(contentsOf: reader.finished())
        return member
    }

    private mutating func readFallback(_ value: SettingValue, at path: String) -> GroupFallback? {
        var reader = MemberReader(value, at: path)
        let names = (reader.text("agent"), reader.text("group"), reader.text("number"))
        let fallback: GroupFallback? =
            switch names {
            case (let agent?, nil, nil): .agent(self.agent(agent, &reader, "agent"))
            case (nil, let group?, nil): .group(self.group(group, &reader))
            case (nil, nil, let number?): .number(number)
            default: nil
            }
        if fallback == nil { reader.fault("*", "give one of agent, group, number") }
        if case .number(let number)? = fallback {
            reader.check("number") { () throws(CXMLError) in try DialedNumber(number) }
        }
        problems.append(contentsOf: reader.finished())
        return fallback
    }

    // MARK: - Names

    /// What occurs more than once, each once.
    static func repeated<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        var found: [Value] = []
        for value in values where !seen.insert(value).inserted && !found.contains(value) {
            found.append(value)
        }
        return found
    }

    func agent(_ name: String, _ reader: inout MemberReader, _ member: String) -> AgentID {
        if let id = agents[name] { return id }
        if !name.isEmpty { reader.fault(member, "there is no agent \"\(name)\"") }
        return AgentID(rawValue: 0)
    }

    func group(_ name: String, _ reader: inout MemberReader) -> GroupID {
        if let id = groups[name] { return id }
        reader.fault("group", "there is no group \"\(name)\"")
        return GroupID(rawValue: 0)
    }

    func trunk(_ name: String, _ reader: inout MemberReader, _ member: String) -> TrunkID {
        if let id = trunks[name] { return id }
        reader.fault(member, "there is no trunk \"\(name)\"")
        return TrunkID(rawValue: 0)
    }
}
