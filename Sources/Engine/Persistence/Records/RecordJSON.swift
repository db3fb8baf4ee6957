import CallControl
import Foundation
import Telephony

/// The JSON columns of a call record.
enum RecordJSON {
    private struct Attempt: Encodable {
        let number: Int
        let agentId: Int64?
        let groupId: Int64?
        let ruleId: Int64?
        let startedAt: String?
        let outcome: String?
        /// What the database compares when two nodes know of the same attempt.
        let stamp: String
    }

    private struct Reasons: Encodable {
        let configurationVersion: Int64
        let strategy: String?
        let tieBreak: String?
        let safePlan: String?
        let decisionMicroseconds: Int64
        let rules: [Rule]
        let candidates: [Agent]
        let candidateCount: Int

        struct Rule: Encodable {
            let ruleId: Int64
            let kind: String
            let verdict: String
        }

        struct Agent: Encodable {
            let agentId: Int64
            let priority: Int
            let weight: Int
            let calls: Int
            let verdict: String
        }
    }

    static func text(of attempts: AttemptLog) -> String {
        JSONColumn.encode(
            attempts.entries.map { entry in
                let attempt = entry.value
                return Attempt(
                    number: attempt.number, agentId: attempt.agent?.rawValue,
                    groupId: attempt.group?.rawValue, ruleId: attempt.rule?.rawValue,
                    startedAt: attempt.startedAt.map(iso8601),
                    outcome: attempt.outcome?.rawValue, stamp: entry.stamp.storable)
            })
    }

    static func text(of explanation: Explanation) -> String {
        let time = explanation.decisionTime.components
        return JSONColumn.encode(
            Reasons(
                configurationVersion: explanation.configurationVersion,
                strategy: explanation.strategy, tieBreak: explanation.tieBreak?.rawValue,
                safePlan: explanation.safePlan?.rawValue,
                decisionMicroseconds: time.seconds &* 1_000_000
                    &+ time.attoseconds / 1_000_000_000_000,
                rules: explanation.rules.map {
                    .init(
                        ruleId: $0.rule.rawValue, kind: $0.isOutbound ? "outbound" : "inbound",
                        verdict: $0.verdict.rawValue)
                },
                candidates: explanation.candidates.map {
                    .init(
                        agentId: $0.agent.rawValue, priority: $0.priority, weight: $0.weight,
                        calls: $0.calls, verdict: $0.verdict.rawValue)
                }, candidateCount: explanation.candidateCount))
    }

    private static func iso8601(_ moment: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
