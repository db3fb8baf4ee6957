import CallControl
import CallEngine
import Locks
import Telephony

/// A journal that keeps every fact; a test can wait for one.
final class RecordingJournal: CallJournal {
    private struct Waiting {
        let matches: @Sendable (RecordFact) -> Bool
        let continuation: CheckedContinuation<RecordFact, Never>
    }

    private let state = Guarded<(facts: [RecordFact], waiting: [Waiting])>(([], []))

    var hasRoom: Bool { true }

    var facts: [RecordFact] { state.withLock { $0.facts } }

    func accept(_ fact: RecordFact) -> Acceptance {
        let ready = state.withLock { state in
            state.facts.append(fact)
            let ready = state.waiting.filter { $0.matches(fact) }
            state.waiting.removeAll { $0.matches(fact) }
            return ready
        }
        for waiting in ready { waiting.continuation.resume(returning: fact) }
        return .accepted
    }

    /// The first fact of this kind, as soon as there is one.
    func fact(where matches: @escaping @Sendable (RecordFact) -> Bool) async -> RecordFact {
        await withCheckedContinuation { continuation in
            let known: RecordFact? = state.withLock { state in
                if let known = state.facts.first(where: matches) { return known }
                state.waiting.append(Waiting(matches: matches, continuation: continuation))
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// The record of a call, folded from what came so far.
    func record(_ call: Int) -> CallRecord? {
        let facts = facts.filter { $0.key == token(call).rawValue }
        guard let first = facts.first else { return nil }
        return facts.dropFirst().reduce(into: CallRecord(first)) { $0.apply($1) }
    }
}

/// Says a decision in one word, which is all these tests need of a document.
struct PlainRenderer: AnswerRenderer {
    func render(
        _ decision: Decision, for call: IncomingCall, progress: RouteProgress?,
        snapshot: TenantSnapshot
    ) -> [UInt8]? {
        switch decision {
        case .agent(let attempt): Array("agent \(attempt.agent)".utf8)
        case .trunks: Array("trunks".utf8)
        case .number(let number, _): Array("number \(number)".utf8)
        case .safePlan: snapshot.safeAnswer
        case .hangup: Array("hangup".utf8)
        }
    }
}
