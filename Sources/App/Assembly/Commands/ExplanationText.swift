import CallControl
import Routing
import Telephony

/// A decision and its reasons in words.
enum ExplanationText {
    static func describe(_ step: RoutePreview.Step, in table: RoutingTable) -> String {
        var text = "decision:  \(describe(step.decision, in: table))\n"
        let explanation = step.explanation
        text += "version:   \(explanation.configurationVersion)\n"
        for rule in explanation.rules {
            let kind = rule.isOutbound ? "outbound" : "inbound"
            text += "rule:      \(kind) rule \(rule.rule): \(rule.verdict.rawValue)\n"
        }
        if let strategy = explanation.strategy { text += "strategy:  \(strategy)\n" }
        for candidate in explanation.candidates {
            let name = table.agent(candidate.agent)?.name ?? "?"
            text +=
                "candidate: agent \(candidate.agent) \"\(name)\" priority \(candidate.priority) "
                + "weight \(candidate.weight) calls \(candidate.calls): "
                + "\(candidate.verdict.rawValue)\n"
        }
        if explanation.candidateCount > explanation.candidates.count {
            text +=
                "           and \(explanation.candidateCount - explanation.candidates.count) more\n"
        }
        if let tieBreak = explanation.tieBreak { text += "tie-break: \(tieBreak.rawValue)\n" }
        return text
    }

    private static func describe(_ decision: Decision, in table: RoutingTable) -> String {
        switch decision {
        case .agent(let attempt):
            let name = table.agent(attempt.agent)?.name ?? "?"
            let group = attempt.group.map { ", group \($0)" } ?? ""
            return "ring agent \(attempt.agent) \"\(name)\"\(group), attempt \(attempt.number), "
                + "for \(attempt.ringTimeout.components.seconds) s"
        case .trunks(let attempt):
            let names = attempt.trunks.compactMap { table.trunk($0)?.name }.joined(separator: ", ")
            return "go out by trunk \(names)\(attempt.isFallback ? " (fallback)" : "")"
        case .number(let number, _):
            return "dial \(number)"
        case .safePlan(let reason):
            return "safe plan: \(reason.rawValue)"
        case .hangup:
            return "hang up"
        }
    }
}
