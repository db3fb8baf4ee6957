import Collections
import Locks
package import Telephony

/// The agreement of a node with itself: claims and answers in memory, bounded.
///
/// Sharded by call, so that loops rarely meet at a lock. The oldest call's answers leave first when
/// a bound is reached; a repeat of so old a request is then decided again.
package final class LocalCoordinator: LocalCoordination {
    private let shards: [AnswerShard]

    package init(limits: AnswerStoreLimits = .init(), shards count: Int = 16) {
        let count = max(1, count)
        shards = (0..<count).map { _ in
            AnswerShard(
                maximumEntries: max(1, limits.maximumEntries / count),
                maximumBytes: max(1, limits.maximumBytes / count))
        }
    }

    package func claimNow(_ claim: StageClaim) -> ClaimOutcome? {
        shard(of: claim.key).claim(claim)
    }

    package func claim(_ claim: StageClaim) async -> ClaimOutcome {
        shard(of: claim.key).claim(claim)
    }

    package func turn(of group: GroupTurnKey) async -> UInt64? { nil }

    package func complete(_ claim: StageClaim, with answer: [UInt8]) {
        shard(of: claim.key).complete(claim, with: answer)
    }

    package func forget(_ key: SessionKey) {
        shard(of: key).forget(key)
    }

    package func answer(to claim: StageClaim) -> [UInt8]? {
        shard(of: claim.key).answer(to: claim)
    }

    package func release(_ claim: StageClaim) {
        shard(of: claim.key).release(claim)
    }

    /// Answers held now, and their bytes.
    package var size: (entries: Int, bytes: Int) {
        shards.reduce((0, 0)) { sum, shard in
            let size = shard.size
            return (sum.0 + size.entries, sum.1 + size.bytes)
        }
    }

    private func shard(of key: SessionKey) -> AnswerShard {
        shards[key.shard(of: shards.count)]
    }
}

/// The claims and answers of some calls.
private final class AnswerShard: Sendable {
    private let state = Guarded(State())
    private let maximumEntries: Int
    private let maximumBytes: Int

    init(maximumEntries: Int, maximumBytes: Int) {
        self.maximumEntries = maximumEntries
        self.maximumBytes = maximumBytes
    }

    private struct State {
        var calls: [SessionKey: [StageEntry]] = [:]
        /// Calls in the order they came; may name calls already forgotten.
        var order = Deque<SessionKey>()
        var entries = 0
        var bytes = 0
    }

    private struct StageEntry {
        let stage: String
        /// `nil` while the answer is being made.
        var answer: [UInt8]?
    }

    var size: (entries: Int, bytes: Int) { state.withLock { ($0.entries, $0.bytes) } }

    func claim(_ claim: StageClaim) -> ClaimOutcome {
        state.withLock { state in
            switch Self.place(claim.stage, among: &state.calls[claim.key]) {
            case .known(let entry):
                return entry.answer.map(ClaimOutcome.answered) ?? .underway
            case .next: break
            case .first: state.order.append(claim.key)
            }
            state.entries += 1
            makeRoom(&state)
            return .granted(turn: nil)
        }
    }

    private enum Placing {
        case known(StageEntry)
        case next
        case first
    }

    /// Makes the entry of a stage, unless there is one.
    ///
    /// Given the call's place in the table, which is so searched for once.
    private static func place(_ stage: String, among entries: inout [StageEntry]?) -> Placing {
        if let known = entries?.first(where: { $0.stage == stage }) { return .known(known) }
        let entry = StageEntry(stage: stage, answer: nil)
        guard entries != nil else {
            entries = [entry]
            return .first
        }
        entries?.append(entry)
        return .next
    }

    func complete(_ claim: StageClaim, with answer: [UInt8]) {
        state.withLock { state in
            guard let index = state.calls.index(forKey: claim.key),
                let stage = state.calls.values[index].firstIndex(where: {
                    $0.stage == claim.stage
                })
            else { return }
            state.bytes += answer.count - (state.calls.values[index][stage].answer?.count ?? 0)
            state.calls.values[index][stage].answer = answer
            makeRoom(&state)
        }
    }

    func forget(_ key: SessionKey) {
        state.withLock { drop(key, &$0) }
    }

    func answer(to claim: StageClaim) -> [UInt8]? {
        state.withLock { state in
            state.calls[claim.key]?.first { $0.stage == claim.stage }?.answer
        }
    }

    func release(_ claim: StageClaim) {
        state.withLock { state in
            guard let index = state.calls.index(forKey: claim.key),
                let stage = state.calls.values[index].firstIndex(where: {
                    $0.stage == claim.stage && $0.answer == nil
                })
            else { return }
            state.calls.values[index].remove(at: stage)
            state.entries -= 1
        }
    }

    private func makeRoom(_ state: inout State) {
        while state.entries > maximumEntries || state.bytes > maximumBytes,
            let oldest = state.order.popFirst()
        {
            drop(oldest, &state)
        }
        // Calls that were forgotten leave their place in the order behind; they must not pile up.
        if state.order.count > 2 * state.calls.count + 1_024 {
            var kept = Deque<SessionKey>()
            while let key = state.order.popFirst() {
                if state.calls[key] != nil { kept.append(key) }
            }
            state.order = kept
        }
    }

    private func drop(_ key: SessionKey, _ state: inout State) {
        guard let stages = state.calls.removeValue(forKey: key) else { return }
        state.entries -= stages.count
        for stage in stages { state.bytes -= stage.answer?.count ?? 0 }
    }
}
