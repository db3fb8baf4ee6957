import Telephony

extension TenantFileReader {
    mutating func readInboundRule(
        _ item: (value: SettingValue, path: String), at index: Int
    ) -> InboundRule? {
        var reader = MemberReader(item.value, at: item.path)
        defer { problems.append(contentsOf: reader.finished()) }
        let pattern = reader.pattern("pattern")
        let priority = reader.number("priority", in: 0...1_000_000) ?? 100
        let isEnabled = reader.flag("enabled", default: true)
        let target: RuleTarget
        switch (reader.text("agent"), reader.text("group")) {
        case (let name?, nil): target = .agent(agent(name, &reader, "agent"))
        case (nil, let name?): target = .group(group(name, &reader))
        default:
            reader.fault("*", "give either agent or group")
            return nil
        }
        return pattern.map {
            InboundRule(
                id: RuleID(rawValue: Int64(index + 1)), pattern: $0, target: target,
                priority: priority, isEnabled: isEnabled)
        }
    }

    mutating func readOutboundRule(
        _ item: (value: SettingValue, path: String), at index: Int
    ) -> OutboundRule? {
        var reader = MemberReader(item.value, at: item.path)
        defer { problems.append(contentsOf: reader.finished()) }
        let caller = reader.pattern("caller_id", default: "*")
        let destination = reader.pattern("destination_pattern")
        let trunks = reader.texts("trunks").map { trunk($0, &reader, "trunks") }
        let fallbacks = reader.texts("fallback_trunks").map {
            trunk($0, &reader, "fallback_trunks")
        }
        if trunks.isEmpty { reader.fault("trunks", "must name at least one trunk") }
        for trunk in Self.repeated(trunks + fallbacks) where trunk.rawValue > 0 {
            reader.fault("trunks", "trunk \(trunk) is named twice")
        }
        let timeLimit = reader.duration("time_limit", atMost: Self.longestCall)
        let ringTimeout = reader.duration("ring_timeout", atMost: Self.longestRing)
        let isEnabled = reader.flag("enabled", default: true)
        guard let caller, let destination else { return nil }
        return OutboundRule(
            id: RuleID(rawValue: Int64(index + 1)), callerPattern: caller,
            destinationPattern: destination, trunks: trunks, fallbackTrunks: fallbacks,
            timeLimit: timeLimit, ringTimeout: ringTimeout, isEnabled: isEnabled)
    }
}
