internal import Glibc
internal import Locks
internal import Synchronization

/// What other threads have given a loop to run, and whether it must be woken for it.
struct RemoteInbox: ~Copyable, Sendable {
    /// Where the loop's thread stands, as seen by those who post.
    enum Phase: Sendable {
        /// Runs and will look here before it blocks; leads to `asleep` or `draining`.
        case awake
        /// Blocks in the kernel; the first who posts wakes it, which leads to `awake`.
        case asleep
        /// The thread is gone; the first who posts must find another, which leads to `draining`.
        case ended
        /// What is left is being run without waiting for the network; leads to `ended`.
        case draining
    }

    /// What the poster has to do once its work is in the queue.
    enum Duty: Sendable {
        case nothing, wake, revive
    }

    struct State: Sendable {
        var work: ContiguousArray<Work> = []
        var phase = Phase.awake
    }

    private let state = Guarded(State())
    private let isOccupied = Atomic(false)

    /// Wakes under way: the loop's handle must not be closed while one is.
    private let wakesUnderWay = Atomic(0)

    func post(_ work: Work) -> Duty {
        withState { state in
            state.work.append(work)
            switch state.phase {
            case .awake, .draining:
                return .nothing
            case .asleep:
                state.phase = .awake
                wakesUnderWay.add(1, ordering: .relaxed)
                return .wake
            case .ended:
                state.phase = .draining
                return .revive
            }
        }
    }

    func woken() {
        wakesUnderWay.subtract(1, ordering: .releasing)
    }

    /// Whether there may be something to take; a racing post is caught by `fallAsleep`.
    var mayHoldWork: Bool { isOccupied.load(ordering: .relaxed) }

    /// Moves everything posted to the loop's own queue; a loop that does this is awake.
    func drain(into queue: inout WorkQueue, spare: inout ContiguousArray<Work>) {
        withState { state in
            if state.phase == .asleep { state.phase = .awake }
            swap(&state.work, &spare)
        }
        for work in spare { queue.append(work) }
        spare.removeAll(keepingCapacity: spare.capacity <= 4_096)
    }

    /// Announces that the loop is about to block; refused when work has come in.
    func fallAsleep() -> Bool {
        withState { state in
            guard state.work.isEmpty else { return false }
            state.phase = .asleep
            return true
        }
    }

    /// Announces that nobody needs to be woken any more, and waits for wakes under way to be over.
    func drainUnattended() {
        withState { $0.phase = .draining }
        while wakesUnderWay.load(ordering: .acquiring) > 0 { sched_yield() }
    }

    /// Announces that the draining thread is about to end; refused when work has come in.
    func end() -> Bool {
        withState { state in
            guard state.work.isEmpty else { return false }
            state.phase = .ended
            return true
        }
    }

    /// Holds the lock, and keeps the flag true to the queue.
    private func withState<Answer: Sendable>(_ body: (inout State) -> Answer) -> Answer {
        state.withLock { state in
            defer { isOccupied.store(!state.work.isEmpty, ordering: .relaxed) }
            return body(&state)
        }
    }
}
