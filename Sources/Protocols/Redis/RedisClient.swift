package import Reactor
import Supervision
import Synchronization
package import Telemetry

/// One connection to Redis, shared by any number of callers and kept up while `run` runs.
///
/// Commands of all callers are pipelined: what is asked in one turn of the loop leaves in one
/// write, and replies are matched by order. While the circuit is open, because the connection is
/// gone or does not answer, commands fail at once with `.unavailable`.
///
/// Waiting callers do not react to task cancellation, only to their deadlines: a service that is
/// asked to stop by cancellation must still be able to finish what it owes.
package actor RedisClient: Service {
    /// A suspended `command`.
    typealias Caller = CheckedContinuation<Result<RedisValue, RedisError>, Never>

    /// Who waits for a reply.
    enum Waiter {
        case caller(Caller, since: Duration)
        /// The client itself, to learn whether a silent connection is alive.
        case probe
    }

    package nonisolated let loop: EventLoop
    package nonisolated let configuration: RedisConfiguration
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    let scripts: [RedisScript]
    let log: Log
    nonisolated let measurements: RedisMeasurements
    private nonisolated let available = Atomic(false)

    var link: LinkMachine
    var pending: PendingReplies
    var waiting: [PendingReplies.Ticket: Waiter] = [:]
    var connection: RedisConnection?
    var outgoing = OutgoingBytes()
    var isFlushRequested = false
    var deadlineTimer: LoopTimer?
    var armedDeadline: Duration?
    var digests: [String: ScriptDigest] = [:]

    var isRunning = false
    var runNumber = 0
    /// What `run` waits for, if anything; see `RedisClient+Steps`.
    var step = Step()
    /// What the link decided when the present attempt ended; `nil` while it lasts.
    var endAction: LinkMachine.EndAction?
    var failuresInARow = 0
    private var watchers: [Int: CircuitWatcher] = [:]
    private var watcherNumber = 0

    /// Makes a client without connecting; `scripts` are loaded whenever a connection is made.
    package init(
        configuration: RedisConfiguration, scripts: [RedisScript] = [], loop: EventLoop, log: Log,
        metrics: Metrics
    ) throws(RedisError) {
        let problems = configuration.problems()
        guard problems.isEmpty else {
            throw RedisError(
                .invalidConfiguration, detail: problems.joined(separator: "; "))
        }
        self.configuration = configuration
        self.scripts = scripts
        self.loop = loop
        self.log = log.with(.service, "redis").with(.address, "\(configuration.endpoint)")
        measurements = RedisMeasurements(client: configuration.clientName, metrics: metrics)
        pending = PendingReplies(limit: configuration.maximumPending)
        link = LinkMachine(
            timeoutsToOpen: configuration.timeoutsToOpen, stableAfter: configuration.stableAfter,
            backoff: Backoff(
                initial: configuration.firstPause, maximum: configuration.longestPause,
                multiplier: 2, jitter: 0.5))
        waiting.reserveCapacity(256)
    }

    // MARK: - Circuit

    /// Whether a command would be sent now; readable from anywhere without waiting.
    package nonisolated var isAvailable: Bool { available.load(ordering: .acquiring) }

    /// Whether commands are sent, as seen on the loop.
    package var circuit: CircuitState { link.circuit }

    /// Waits until the circuit is in this state; `false` when it was not within the time.
    package func reaches(_ state: CircuitState, within limit: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            guard link.circuit != state else { return continuation.resume(returning: true) }
            watcherNumber &+= 1
            let number = watcherNumber
            let timer = loop.schedule(after: limit) { [weak self] in
                self?.assumeIsolated { $0.watchEnded(number, true: false) }
            }
            watchers[number] = CircuitWatcher(
                state: state, continuation: continuation, timer: timer)
        }
    }

    /// Makes the state of the link known to those outside the loop.
    func publishCircuit() {
        let circuit = link.circuit
        available.store(circuit == .closed, ordering: .releasing)
        measurements.record(circuit)
        for (number, watcher) in watchers where watcher.state == circuit {
            watchEnded(number, true: true)
        }
    }

    private func watchEnded(_ number: Int, true reached: Bool) {
        guard let watcher = watchers.removeValue(forKey: number) else { return }
        watcher.timer.cancel()
        watcher.continuation.resume(returning: reached)
    }

    // MARK: - Commands

    /// Sends one command and waits for its reply, at most until the deadline.
    ///
    /// An error Redis answers with is thrown as `.server`. `.timedOut` and `.connectionLost` leave
    /// open whether the command ran; `error.mayHaveRun` tells.
    package func command(
        _ arguments: [RedisArgument], deadline: Duration? = nil
    ) async throws(RedisError) -> RedisValue {
        guard RedisCommandRules.mayShare(arguments) else {
            return try answer(refused(.notShareable), to: arguments)
        }
        let limit = deadline ?? configuration.commandDeadline
        let outcome = await withCheckedContinuation { caller in
            guard link.circuit == .closed else {
                return caller.resume(returning: refused(.unavailable))
            }
            send(arguments, until: loop.now + limit, answering: caller)
        }
        return try answer(outcome, to: arguments)
    }

    /// Sends one command and waits for its reply; `command(["GET", key])` without the brackets.
    package func command(
        _ arguments: RedisArgument..., deadline: Duration? = nil
    ) async throws(RedisError) -> RedisValue {
        try await command(arguments, deadline: deadline)
    }
}

/// Somebody who waits for a state of the circuit.
private struct CircuitWatcher {
    let state: CircuitState
    let continuation: CheckedContinuation<Bool, Never>
    let timer: LoopTimer
}
