import Locks
import Telephony

@testable import CallControl

/// A journal that keeps what it accepts and can be filled up; a test can wait for a fact.
final class RecordingJournal: CallJournal {
    private struct State {
        var facts: [RecordFact] = []
        var isFull = false
        var waiting:
            [(matches: @Sendable (RecordFact) -> Bool, CheckedContinuation<RecordFact, Never>)] =
                []
    }

    private let state = Guarded(State())

    var facts: [RecordFact] { state.withLock { $0.facts } }

    var hasRoom: Bool { state.withLock { !$0.isFull } }

    func fill(_ isFull: Bool = true) { state.withLock { $0.isFull = isFull } }

    func accept(_ fact: RecordFact) -> Acceptance {
        let ready: [CheckedContinuation<RecordFact, Never>]? = state.withLock { state in
            guard !state.isFull else { return nil }
            state.facts.append(fact)
            let ready = state.waiting.filter { $0.matches(fact) }.map(\.1)
            state.waiting.removeAll { $0.matches(fact) }
            return ready
        }
        for continuation in ready ?? [] { continuation.resume(returning: fact) }
        return ready == nil ? .full : .accepted
    }

    /// The first fact of this kind, as soon as there is one.
    func fact(where matches: @escaping @Sendable (RecordFact) -> Bool) async -> RecordFact {
        await withCheckedContinuation { continuation in
            let known: RecordFact? = state.withLock { state in
                if let known = state.facts.first(where: matches) { return known }
                state.waiting.append((matches, continuation))
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// The record of a call, folded from what came so far.
    func record(_ key: String) -> CallRecord? {
        let facts = facts.filter { $0.key == key }
        guard let first = facts.first else { return nil }
        return facts.dropFirst().reduce(into: CallRecord(first)) { $0.apply($1) }
    }
}

/// A store that answers every question the same way.
struct FixedLookup: CallLookup {
    let answer: Bool?
    func hasRecord(of session: SessionToken, tenant: TenantID) async -> Bool? { answer }
}

/// An audit that keeps everything.
final class KeptAudits: AuditTrail {
    private let kept = Guarded<[WebhookAudit]>([])
    var entries: [WebhookAudit] { kept.withLock { $0 } }
    func accept(_ entry: WebhookAudit) { kept.withLock { $0.append(entry) } }
}

/// A coordinator that answers only when it is told to.
final class SilentCoordinator: Coordinator {
    fileprivate let waiting = Guarded<[CheckedContinuation<ClaimOutcome, Never>]>([])
    private let completed = Guarded<[StageClaim: [UInt8]]>([:])

    var answers: [StageClaim: [UInt8]] { completed.withLock { $0 } }

    func claimNow(_ claim: StageClaim) -> ClaimOutcome? { nil }

    func claim(_ claim: StageClaim) async -> ClaimOutcome {
        await withCheckedContinuation { continuation in
            waiting.withLock { $0.append(continuation) }
        }
    }

    /// A turn that was not granted with the claim has to be waited for as well.
    func turn(of group: GroupTurnKey) async -> UInt64? {
        _ = await claim(
            StageClaim(
                key: SessionKey(tenant: group.tenant, token: SessionToken(rawValue: "")),
                stage: "", group: group))
        return nil
    }

    func complete(_ claim: StageClaim, with answer: [UInt8]) {
        completed.withLock { $0[claim] = answer }
    }

    func forget(_ key: SessionKey) {}

    /// Lets everybody who waits go on.
    func answerAll(_ outcome: ClaimOutcome) {
        let released = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for continuation in released { continuation.resume(returning: outcome) }
    }
}

extension SilentCoordinator {
    /// Returns when somebody waits.
    func waits() async {
        while waiting.withLock({ $0.isEmpty }) { await Task.yield() }
    }
}
