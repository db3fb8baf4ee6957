import CallControl
import CallEngine
import Cryptography
import Routing
package import Telephony
import VoiceHooks

/// A call that somebody wants explained without placing it.
package struct RouteQuestion: Hashable, Sendable {
    /// A tenant file, or a domain of a tenant in the database.
    package let tenant: String
    package let config: String?
    package let from: String
    package let to: String
    package let origin: CallOrigin
    package let outcomes: [DialOutcome]

    init(_ words: inout ArgumentReader) throws(Command.UsageError) {
        guard let file = words.next(), let from = try words.option("--from"),
            let to = try words.option("--to")
        else {
            throw Command.UsageError(
                message: "route needs a tenant file or a domain, --from and --to")
        }
        tenant = file
        config = try words.option("--config")
        self.from = from
        self.to = to
        switch try words.option("--direction") {
        case "inbound", nil: origin = .inbound
        case "subscriber", "application", "outbound": origin = .internalOrigin
        case "outbound-api": origin = .apiOutbound
        case let other?:
            throw Command.UsageError(message: "there is no direction \"\(other)\"")
        }
        var outcomes: [DialOutcome] = []
        for word in try words.options("--after") {
            guard let outcome = DialOutcome(rawValue: word) else {
                throw Command.UsageError(message: "an attempt cannot end \"\(word)\"")
            }
            outcomes.append(outcome)
        }
        self.outcomes = outcomes
    }

    /// The decisions, their reasons and their documents, for people.
    package func answer(for configuration: TenantConfiguration) throws -> String {
        let table = RoutingTable(compiling: configuration)
        let call = IncomingCall(
            tenant: table.tenant.id,
            session: SessionToken(rawValue: "00000000000000000000000000000000"),
            callID: "preview", from: PhoneAddress(from), to: PhoneAddress(to), origin: origin,
            rawDirection: origin.rawValue, startedAt: Timestamp(milliseconds: 0))
        let renderer = DocumentRenderer(
            seal: try CallbackSeal(key: SymmetricKey([UInt8](repeating: 0, count: 32))))
        let snapshot = TenantSnapshot(table: table, safeAnswer: renderer.safeAnswer(for: table))
        var text = ""
        for problem in table.problems { text += "problem: \(problem)\n" }
        let preview = RoutePreview(of: call, in: table, outcomes: outcomes)
        for (index, step) in preview.steps.enumerated() {
            if index > 0 { text += "\nafter \(outcomes[index - 1].rawValue)\n" }
            text += ExplanationText.describe(step, in: table)
            let bytes = renderer.render(
                step.decision, for: call, progress: step.progress, snapshot: snapshot)
            guard let bytes else {
                text += "cxml:      cannot be said; the caller gets the safe plan\n"
                continue
            }
            text += "cxml:      \(String(decoding: bytes, as: UTF8.self))\n"
        }
        return text
    }
}
