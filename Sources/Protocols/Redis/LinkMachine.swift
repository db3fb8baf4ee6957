import Supervision

/// The life of the one connection, and the circuit that tells callers whether to try.
///
/// ```
///            started            greeted            too many timeouts
///   stopped ────────▶ connecting ───────▶ ready ───────────────────▶ probing
///      ▲                ▲    │              ▲ │                        │  │
///      │          pause │    │ failed       │ └──────── ended ──┐      │  │
///      │          ended │    ▼              └── probe answered ─┼──────┘  │
///      │               pausing ◀────────────────────────────────┴─────────┘
///      │                                                      probe failed, ended
///      └──── draining ◀──── stop requested, replies owed (otherwise at once)
/// ```
///
/// Only `ready` takes commands. There is never more than one attempt in flight, because only
/// `pausing` and `stopped` lead to `connecting`.
struct LinkMachine: Sendable {
    enum State: Hashable, Sendable {
        /// Not running; commands are refused.
        case stopped
        /// One attempt is under way: name, socket, greeting.
        case connecting
        /// Greeted by Redis; commands are taken.
        case ready(since: Duration)
        /// Connected, but silent for too long; one PING is under way, commands are refused.
        case probing(since: Duration)
        /// No connection; the next attempt comes after a pause.
        case pausing
        /// Asked to stop; replies still owed are waited for.
        case draining
    }

    enum StartAction: Hashable, Sendable { case connect, refuse }
    enum GreetedAction: Hashable, Sendable { case serve, close }
    enum EndAction: Hashable, Sendable { case pause(Duration), stop }
    enum PauseAction: Hashable, Sendable { case connect, stop }
    enum TimeoutAction: Hashable, Sendable { case nothing, probe }
    enum SilenceAction: Hashable, Sendable { case nothing, drop }
    enum ProbeAction: Hashable, Sendable { case serve, drop, nothing }
    enum StopAction: Hashable, Sendable { case waitForReplies, stopNow, nothing }
    enum DrainAction: Hashable, Sendable { case stopNow, nothing }

    private(set) var state: State = .stopped
    private let timeoutsToOpen: Int
    private let stableAfter: Duration
    private var backoff: Backoff
    private var timeoutsInARow = 0

    init(timeoutsToOpen: Int, stableAfter: Duration, backoff: Backoff) {
        self.timeoutsToOpen = timeoutsToOpen
        self.stableAfter = stableAfter
        self.backoff = backoff
    }

    var circuit: CircuitState {
        switch state {
        case .ready: .closed
        case .probing: .halfOpen
        case .stopped, .connecting, .pausing, .draining: .open
        }
    }

    /// Whether no further attempt will follow.
    var isStopping: Bool {
        switch state {
        case .stopped, .draining: true
        case .connecting, .ready, .probing, .pausing: false
        }
    }

    /// Whether Redis greeted the connection there is.
    var isGreeted: Bool {
        switch state {
        case .ready, .probing: true
        case .stopped, .connecting, .pausing, .draining: false
        }
    }

    // MARK: - Facts of the connection

    mutating func started() -> StartAction {
        switch state {
        case .stopped:
            state = .connecting
            backoff.reset()
            return .connect
        case .connecting, .ready, .probing, .pausing, .draining:
            return .refuse  // two runs would make two connections
        }
    }

    mutating func greeted(at now: Duration) -> GreetedAction {
        switch state {
        case .connecting:
            state = .ready(since: now)
            timeoutsInARow = 0
            return .serve
        case .stopped, .ready, .probing, .pausing, .draining:
            return .close  // asked to stop while the attempt was under way
        }
    }

    /// The attempt failed or the connection ended; `chance` in 0..<1 spreads the pauses.
    mutating func connectionEnded(at now: Duration, chance: Double) -> EndAction {
        switch state {
        case .ready(let since), .probing(let since):
            if now - since >= stableAfter { backoff.reset() }
            state = .pausing
            return .pause(backoff.next(chance: chance))
        case .connecting:
            state = .pausing
            return .pause(backoff.next(chance: chance))
        case .draining, .stopped, .pausing:
            state = .stopped
            return .stop
        }
    }

    mutating func pauseEnded() -> PauseAction {
        switch state {
        case .pausing:
            state = .connecting
            return .connect
        case .stopped, .connecting, .ready, .probing, .draining:
            state = .stopped
            return .stop
        }
    }

    // MARK: - Facts of the commands

    /// A reply came before its deadline.
    mutating func repliedInTime() {
        timeoutsInARow = 0
    }

    /// Commands passed their deadlines without a reply.
    mutating func timedOut(_ count: Int) -> TimeoutAction {
        switch state {
        case .ready(let since):
            timeoutsInARow = timeoutsInARow.addingReportingOverflow(count).partialValue
            guard timeoutsInARow >= timeoutsToOpen else { return .nothing }
            state = .probing(since: since)
            return .probe
        case .stopped, .connecting, .probing, .pausing, .draining:
            return .nothing  // the circuit is open already
        }
    }

    /// A reply stayed away beyond all patience.
    mutating func silenceExceeded() -> SilenceAction {
        switch state {
        case .ready, .probing, .draining: .drop
        case .stopped, .connecting, .pausing: .nothing
        }
    }

    mutating func probeAnswered() -> ProbeAction {
        switch state {
        case .probing(let since):
            state = .ready(since: since)
            timeoutsInARow = 0
            return .serve
        case .stopped, .connecting, .ready, .pausing, .draining:
            return .nothing
        }
    }

    mutating func probeFailed() -> ProbeAction {
        switch state {
        case .probing: .drop
        case .stopped, .connecting, .ready, .pausing, .draining: .nothing
        }
    }

    // MARK: - Stopping

    /// The owner wants the client to stop; `owed` replies are still to come.
    mutating func stopRequested(owed: Int) -> StopAction {
        switch state {
        case .ready where owed > 0, .probing where owed > 0:
            state = .draining
            return .waitForReplies
        case .ready, .probing, .connecting, .pausing:
            state = .draining
            return .stopNow
        case .stopped, .draining:
            return .nothing
        }
    }

    /// The last reply owed arrived, or the time for it ran out.
    mutating func drained() -> DrainAction {
        switch state {
        case .draining: .stopNow
        case .stopped, .connecting, .ready, .probing, .pausing: .nothing
        }
    }
}
