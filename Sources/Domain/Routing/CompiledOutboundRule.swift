package import Telephony

/// An outbound rule with the trunks that can be used now.
package struct CompiledOutboundRule: Hashable, Sendable {
    package let id: RuleID
    /// Enabled trunks to try first, never empty.
    ///
    /// When every first trunk is disabled the fallback ones move up: a disabled trunk is one that
    /// would fail without being tried.
    package let trunks: [Trunk]
    /// Enabled trunks to try after `failed`; may be empty.
    package let fallbackTrunks: [Trunk]
    /// `nil` takes the tenant's.
    package let timeLimit: Duration?
    /// `nil` takes the tenant's.
    package let ringTimeout: Duration?

    /// `nil` when no trunk of the rule can be used.
    init?(_ rule: OutboundRule, trunks known: [TrunkID: Trunk]) {
        guard Self.isUsable(rule, trunks: known) else { return nil }
        let first = rule.trunks.compactMap { known[$0] }.filter(\.isEnabled)
        let second = rule.fallbackTrunks.compactMap { known[$0] }.filter(\.isEnabled)
        id = rule.id
        trunks = first.isEmpty ? second : first
        fallbackTrunks = first.isEmpty ? [] : second
        timeLimit = rule.timeLimit
        ringTimeout = rule.ringTimeout
    }
    /// Whether any trunk of the rule exists and is enabled.
    static func isUsable(_ rule: OutboundRule, trunks known: [TrunkID: Trunk]) -> Bool {
        let isUsable = { (id: TrunkID) in known[id]?.isEnabled == true }
        return rule.trunks.contains(where: isUsable)
            || rule.fallbackTrunks.contains(where: isUsable)
    }
}
