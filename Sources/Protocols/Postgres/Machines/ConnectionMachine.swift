/// One connection's life: it opens, serves one exchange at a time, and closes once and for all.
///
/// ```
/// connecting ──ready──▶ idle ◀──settled── exchanging
///     │                  │  ──asked──▶        │
///     └──failed, expired─┴───lost, expired────┴──▶ closed
/// ```
struct ConnectionMachine: Sendable {
    enum State: Hashable, Sendable {
        /// libpq negotiates; the descriptor may change at every step.
        case connecting
        /// Open, and nobody waits for anything.
        case idle
        /// One request is under way.
        case exchanging
        /// The descriptor is gone; nothing leads out of here.
        case closed
    }

    /// What the descriptor is watched for.
    struct Interest: OptionSet, Hashable, Sendable {
        let rawValue: Int
        static let readable = Interest(rawValue: 1)
        static let writable = Interest(rawValue: 2)
    }

    private(set) var state: State = .connecting
    private var exchange = ExchangeMachine(.script)

    // MARK: - Opening

    enum Poll: Hashable, Sendable { case wantsRead, wantsWrite, ready, failed(PostgresError) }
    enum PollAction: Hashable, Sendable {
        case watch(Interest), opened, drop(PostgresError), ignore
    }

    mutating func polled(_ poll: Poll) -> PollAction {
        switch (state, poll) {
        case (.connecting, .wantsRead): return .watch(.readable)
        case (.connecting, .wantsWrite): return .watch(.writable)
        case (.connecting, .ready):
            state = .idle
            return .opened
        case (.connecting, .failed(let error)):
            state = .closed
            return .drop(error)
        case (.idle, _), (.exchanging, _), (.closed, _):
            return .ignore
        }
    }

    // MARK: - Exchanges

    enum AskAction: Hashable, Sendable { case send, refuse(PostgresError) }

    mutating func asked(_ kind: ExchangeMachine.Kind) -> AskAction {
        switch state {
        case .idle:
            state = .exchanging
            exchange = ExchangeMachine(kind)
            return .send
        case .connecting, .exchanging:
            return .refuse(
                PostgresError(.protocolViolation, message: "the connection is busy"))
        case .closed:
            return .refuse(PostgresError(.connectionLost, message: "the connection is closed"))
        }
    }

    enum Flush: Hashable, Sendable { case done, pending, failed(PostgresError) }
    enum FlushAction: Hashable, Sendable { case watch(Interest), drop(PostgresError), ignore }

    mutating func flushed(_ flush: Flush) -> FlushAction {
        switch (state, flush) {
        case (.connecting, _), (.closed, _):
            return .ignore
        case (.idle, .done), (.exchanging, .done):
            return .watch(.readable)
        case (.idle, .pending), (.exchanging, .pending):
            // Both: the server may not read on before its answers have been taken from it.
            return .watch([.readable, .writable])
        case (.idle, .failed(let error)), (.exchanging, .failed(let error)):
            state = .closed
            return .drop(error)
        }
    }

    enum ResultAction: Sendable {
        case more, settle(ExchangeMachine.Outcome), drop(PostgresError), ignore
    }

    mutating func received(_ fact: ResultFact) -> ResultAction {
        switch state {
        case .exchanging:
            switch exchange.received(fact) {
            case .more: return .more
            case .finished(let outcome):
                state = .idle
                exchange = ExchangeMachine(.script)
                return .settle(outcome)
            case .violated(let error):
                state = .closed
                return .drop(error)
            }
        case .connecting, .idle, .closed:
            return .ignore
        }
    }

    // MARK: - Ends

    enum EndAction: Hashable, Sendable { case drop(PostgresError), ignore }

    /// The deadline of the attempt to connect, or of the exchange, has passed.
    mutating func expired() -> EndAction {
        switch state {
        case .connecting:
            state = .closed
            return .drop(PostgresError(.refused, message: "no connection in time"))
        case .exchanging:
            state = .closed
            return .drop(PostgresError(.timedOut))
        case .idle, .closed:
            return .ignore  // the answer came in the same turn
        }
    }

    mutating func lost(_ error: PostgresError) -> EndAction {
        switch state {
        case .connecting, .idle, .exchanging:
            state = .closed
            return .drop(error)
        case .closed:
            return .ignore
        }
    }
}
