import Telephony

/// The facts of one call, from every source, as they contradict each other in practice.
enum RecordFacts {
    /// The facts in the order of life.
    static func call(_ token: String, of tenant: TenantID) -> [RecordFact] {
        [
            firstDecision(token, tenant), secondDecision(token, tenant),
            connected(token, tenant), ended(token, tenant), detail(token, tenant),
        ]
    }

    private static func fact(
        _ token: String, _ tenant: TenantID, _ source: FactSource, at moment: Int64,
        _ event: String
    ) -> RecordFact {
        var fact = RecordFact(
            tenant: tenant, key: token, source: source,
            modifiedAt: Timestamp(milliseconds: moment), eventID: event)
        fact.session = SessionToken(rawValue: token)
        return fact
    }

    private static let start: Int64 = 1_790_000_000_123

    private static func attempt(
        _ number: Int, agent: Int64, _ outcome: DialOutcome?
    ) -> CallAttempt {
        CallAttempt(
            number: number, agent: AgentID(rawValue: agent), group: GroupID(rawValue: 7),
            rule: nil, startedAt: Timestamp(milliseconds: start + Int64(number)),
            outcome: outcome)
    }

    static func firstDecision(_ token: String, _ tenant: TenantID) -> RecordFact {
        var fact = fact(token, tenant, .decision, at: start + 5, "1")
        fact.status = .ringing
        fact.parties = CallParties(from: "12125550100", to: "12125550199")
        fact.heading = CallHeading(direction: .inbound, raw: "inbound")
        fact.callID = token
        fact.startedAt = Timestamp(milliseconds: start)
        fact.attempts = [attempt(1, agent: 3, nil)]
        var explanation = Explanation(configurationVersion: 4)
        explanation.strategy = "round_robin"
        explanation.rules = [
            ConsideredRule(rule: RuleID(rawValue: 2), isOutbound: false, verdict: .taken)
        ]
        fact.explanation = explanation
        return fact
    }

    private static func secondDecision(_ token: String, _ tenant: TenantID) -> RecordFact {
        var fact = fact(token, tenant, .decision, at: start + 20_000, "2")
        fact.status = .ringing
        fact.parties = CallParties(from: "12125550100", to: "12125550199")
        fact.heading = CallHeading(direction: .inbound, raw: "inbound")
        fact.callID = token
        fact.startedAt = Timestamp(milliseconds: start)
        fact.attempts = [attempt(1, agent: 3, .noAnswer), attempt(2, agent: 4, nil)]
        fact.explanation = Explanation(configurationVersion: 5)
        return fact
    }

    private static func connected(_ token: String, _ tenant: TenantID) -> RecordFact {
        var fact = fact(token, tenant, .sessionUpdate, at: start + 25_000, "e-1")
        fact.status = .inProgress
        fact.startedAt = Timestamp(milliseconds: start + 1)
        fact.answeredAt = Timestamp(milliseconds: start + 24_000)
        return fact
    }

    private static func ended(_ token: String, _ tenant: TenantID) -> RecordFact {
        // In the same millisecond as the update before it.
        var fact = fact(token, tenant, .sessionUpdate, at: start + 25_000, "e-0")
        fact.status = .failed
        fact.endedAt = Timestamp(milliseconds: start + 60_000)
        fact.duration = 59
        fact.billedSeconds = 36
        return fact
    }

    private static func detail(_ token: String, _ tenant: TenantID) -> RecordFact {
        var fact = fact(token, tenant, .cdr, at: start + 60_500, "call@host")
        fact.status = .completed
        fact.parties = CallParties(from: "+1 212 555 0100", to: "12125550198")
        fact.callID = "call@host"
        fact.startedAt = Timestamp(milliseconds: start)
        fact.endedAt = Timestamp(milliseconds: start + 60_500)
        fact.duration = 60
        fact.billedSeconds = 0
        fact.outcome = .answered
        fact.rawDisposition = "ANSWER"
        fact.recordingURL = "https://recordings.example/1"
        fact.trunk = "12"
        return fact
    }
}

/// Every order of some things.
func permutations<Value>(of values: [Value]) -> [[Value]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index -> [[Value]] in
        var rest = values
        let first = rest.remove(at: index)
        return permutations(of: rest).map { [first] + $0 }
    }
}

/// Every way to cut a row of things into pieces without changing their order.
func splits<Value>(of values: [Value]) -> [[[Value]]] {
    guard let last = values.last, values.count > 1 else { return [[values]] }
    return splits(of: Array(values.dropLast())).flatMap { pieces -> [[[Value]]] in
        guard let open = pieces.last else { return [] }
        return [pieces + [[last]], pieces.dropLast() + [open + [last]]]
    }
}
