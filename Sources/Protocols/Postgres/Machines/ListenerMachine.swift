import Supervision

/// Keeps one connection listening: connects, subscribes, checks its pulse, and begins again.
///
/// ```
/// stopped ──▶ connecting ──▶ subscribing ──▶ listening ◀──▶ checking
///                ▲  │            │               │             │
///                │  ▼            ▼               ▼             ▼
///               resting ◀────────────────── lost, failed ──────┘
/// ```
struct ListenerMachine: Sendable {
    enum State: Hashable, Sendable {
        case stopped
        case connecting
        case subscribing
        /// Notifications arrive; the next heartbeat is due in a while.
        case listening
        /// A heartbeat is under way.
        case checking
        /// Waiting before the next attempt.
        case resting
    }

    enum Fact: Hashable, Sendable {
        case connected
        case connectFailed
        case subscribed
        case beatDue
        case beatAnswered
        /// The connection ended, for whatever reason.
        case lost
        case rested
    }

    enum Action: Hashable, Sendable {
        case connect
        case subscribe
        case announceConnected
        case announceDisconnected
        case startHeartbeatTimer
        case beat
        case rest(Duration)
    }

    private(set) var state: State = .stopped
    private var backoff: Backoff

    init(backoff: Backoff) {
        self.backoff = backoff
    }

    mutating func started() -> [Action] {
        state = .connecting
        return [.connect]
    }

    mutating func stopped() {
        state = .stopped
    }

    /// `chance` is a random number from 0 to 1, which varies the pauses.
    mutating func received(_ fact: Fact, chance: Double) -> [Action] {
        switch (state, fact) {
        case (.connecting, .connected):
            state = .subscribing
            return [.subscribe]
        case (.subscribing, .subscribed):
            state = .listening
            backoff.reset()
            return [.announceConnected, .startHeartbeatTimer]
        case (.listening, .beatDue):
            state = .checking
            return [.beat]
        case (.checking, .beatAnswered):
            state = .listening
            return [.startHeartbeatTimer]
        case (.connecting, .connectFailed), (.subscribing, .lost):
            state = .resting
            return [.rest(backoff.next(chance: chance))]
        case (.listening, .lost), (.checking, .lost):
            state = .resting
            return [.announceDisconnected, .rest(backoff.next(chance: chance))]
        case (.resting, .rested):
            state = .connecting
            return [.connect]
        case (.stopped, _), (.connecting, _), (.subscribing, _), (.listening, _), (.checking, _),
            (.resting, _):
            return []  // from an earlier connection, or told twice
        }
    }
}
