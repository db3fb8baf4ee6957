import Locks
import Supervision

/// A failure made for a test.
struct Broken: Error {}

/// Something that happens once and can be waited for, even by a task that was cancelled.
final class Signal: Sendable {
    private struct State {
        var isGiven = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Guarded(State())

    func give() {
        let waiting = state.withLock { state in
            state.isGiven = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isGiven = state.withLock { state in
                if !state.isGiven { state.waiting.append(continuation) }
                return state.isGiven
            }
            if isGiven { continuation.resume() }
        }
    }
}

/// A service given as a closure.
struct Act: Service {
    let body: @Sendable () async throws -> Void

    func run() async throws {
        try await body()
    }
}

/// A service that runs until it is cancelled, then does what it is told.
struct UntilCancelled: Service {
    var atEnd: @Sendable () async throws -> Void = {}

    func run() async throws {
        // A stream nobody writes to ends when the task is cancelled, and not before.
        let (stream, continuation) = AsyncStream.makeStream(
            of: Never.self, bufferingPolicy: .bufferingNewest(1))
        for await _ in stream {}
        continuation.finish()
        try await atEnd()
    }
}

/// What a supervisor publishes, to be awaited.
final class Events: Sendable {
    private let kept = Guarded<[SupervisorEvent]>([])
    private let stream: AsyncStream<SupervisorEvent>
    private let continuation: AsyncStream<SupervisorEvent>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1_000))
    }

    var all: [SupervisorEvent] { kept.withLock { $0 } }

    func observe(_ event: SupervisorEvent) {
        kept.withLock { $0.append(event) }
        continuation.yield(event)
    }

    /// Waits until the event has come as often as wanted; for one waiter at a time.
    func wait(for event: SupervisorEvent, times: Int = 1) async {
        await wait(for: [event: times])
    }

    /// Waits until each event has come as often as wanted, in any order.
    func wait(for wanted: [SupervisorEvent: Int]) async {
        var missing = wanted
        for await event in stream {
            if let count = missing[event] { missing[event] = count > 1 ? count - 1 : nil }
            if missing.isEmpty { return }
        }
    }
}
