import Telephony

extension Explanation {
    /// Whether more passed-over rules can be noted.
    var hasRoomForRules: Bool { rules.count < Self.ruleLimit }

    /// Notes a rule and what became of it; the rule that was taken always finds room.
    mutating func note(_ rule: RuleID, isOutbound: Bool, _ verdict: RuleVerdict) {
        if !hasRoomForRules {
            guard verdict == .taken else { return }
            rules.removeLast()
        }
        rules.append(ConsideredRule(rule: rule, isOutbound: isOutbound, verdict: verdict))
    }
}
