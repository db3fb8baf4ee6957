import Reactor

/// One connection on its loop: an inbox for requests, a machine that decides, libpq as its hands.
///
/// Waits end by an answer, a deadline or a loss, and never by cancellation: a service that is
/// being stopped must still be able to write what it owes. While open, a connection is kept alive by
/// its own descriptor watch; `close` ends it.
actor PostgresConnection {
    /// What its owner is told, always on the loop.
    struct Listeners: Sendable {
        /// The connection has ended, for any reason but `close`; said once, and only if it was open.
        var lost: @Sendable (PostgresError) -> Void = { _ in }
        var notified: @Sendable (PostgresNotification) -> Void = { _ in }
    }

    enum Request: Sendable {
        case pipeline([EncodedStatement])
        case script(String)

        var kind: ExchangeMachine.Kind {
            switch self {
            case .pipeline(let statements): .pipeline(count: statements.count)
            case .script: .script
            }
        }
    }

    private nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let listeners: Listeners
    private var machine = ConnectionMachine()
    private var handle: ConnectionHandle?
    private var watch: DescriptorWatch?
    private var timer: LoopTimer?
    private var borrower: Borrowing?
    private var borrowings: UInt64 = 0
    private var opening: CheckedContinuation<Result<Void, PostgresError>, Never>?
    private var asking: CheckedContinuation<ExchangeMachine.Outcome, Never>?

    init(on loop: EventLoop, listeners: Listeners) {
        self.loop = loop
        self.listeners = listeners
    }

    // MARK: - Opening and closing

    /// Connects to an address that is known already.
    func open(
        _ parameters: [(keyword: String, value: String)], within limit: Duration
    ) async throws(PostgresError) {
        guard machine.state == .connecting, handle == nil else {
            throw PostgresError(.closed)
        }
        guard let handle = ConnectionHandle(parameters) else {
            throw PostgresError(.refused, message: "out of memory")
        }
        self.handle = handle
        let outcome = await withCheckedContinuation { continuation in
            opening = continuation
            startTimer(limit)
            guard !handle.isBroken else {
                act(on: machine.polled(.failed(handle.complaint(.refused))))
                return
            }
            // libpq's rule: before the first poll, behave as if it had asked to write.
            act(on: machine.polled(.wantsWrite))
        }
        try outcome.get()
    }

    /// Ends the connection at once; whoever still waits is told so.
    func close() {
        if case .drop(let error) = machine.lost(PostgresError(.closed)) {
            drop(error, tellingOwner: false)
        }
    }

    // MARK: - Requests

    /// Sends a request and waits for its last word, or for the deadline, which costs the connection.
    func perform(_ request: Request, within limit: Duration) async -> ExchangeMachine.Outcome {
        guard limit > .zero else {
            return .failure(PostgresError(.poolExhausted, message: "no time was left to ask"))
        }
        switch machine.asked(request.kind) {
        case .refuse(let error): return .failure(error)
        case .send: break
        }
        return await withCheckedContinuation { continuation in
            asking = continuation
            startTimer(limit)
            send(request)
        }
    }

    // MARK: - Lending

    /// Who may send requests; a new number each time, so that one kept too long is noticed.
    struct Borrowing: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    func lend() -> Borrowing {
        borrowings &+= 1
        let borrowing = Borrowing(number: borrowings)
        borrower = borrowing
        return borrowing
    }

    func endLending() {
        borrower = nil
    }

    func perform(
        _ request: Request, within limit: Duration, as borrowing: Borrowing
    ) async -> ExchangeMachine.Outcome {
        guard borrower == borrowing else {
            return .failure(PostgresError(.closed, message: "the transaction is over"))
        }
        return await perform(request, within: limit)
    }

    /// Whether the next borrower finds it open, idle and outside any transaction.
    var isReusable: Bool {
        machine.state == .idle && handle?.isOutsideTransaction == true
    }

    /// Whether a transaction block is open and has not failed.
    var isInsideTransaction: Bool {
        machine.state == .idle && handle?.isInsideTransaction == true
    }

    private func send(_ request: Request) {
        guard let handle else { return }
        let complaint =
            switch request {
            case .pipeline(let statements): handle.send(statements)
            case .script(let script): handle.send(script: script)
            }
        if let complaint {
            act(on: machine.lost(complaint))
        } else {
            act(on: machine.flushed(handle.flush()))
        }
    }

    // MARK: - What the loop says

    private func ready(loopIsClosed: Bool) {
        guard let handle else { return }
        guard !loopIsClosed else { return act(on: machine.lost(PostgresError(.closed))) }
        switch machine.state {
        case .connecting:
            // Unwatched before libpq goes on: see `ConnectionHandle.poll`.
            stopWatching()
            act(on: machine.polled(handle.poll()))
        case .idle, .exchanging:
            read(from: handle)
        case .closed:
            break
        }
    }

    private func read(from handle: ConnectionHandle) {
        // A broken connection may have left answers, or its reasons; they are read before the loss
        // is told.
        let complaint = handle.consumeInput()
        while let notification = handle.nextNotification() { listeners.notified(notification) }
        while machine.state == .exchanging, !handle.isBusy {
            let fact = handle.nextFact()
            if handle.isBroken, case .failed(let error) = fact {
                return act(on: machine.lost(loss(of: error)))
            }
            act(on: machine.received(fact))
        }
        if let complaint { return act(on: machine.lost(complaint)) }
        if handle.isBroken { return act(on: machine.lost(handle.complaint(.connectionLost))) }
        if machine.state != .closed { act(on: machine.flushed(handle.flush())) }
    }

    /// A connection that breaks with an explanation keeps the explanation's code.
    private func loss(of error: PostgresError) -> PostgresError {
        PostgresError(
            .connectionLost, sqlState: error.sqlState, message: String(reflecting: error))
    }

    private func expired() {
        act(on: machine.expired())
    }

    // MARK: - Actions

    private func act(on action: ConnectionMachine.PollAction) {
        switch action {
        case .watch(let interest): watch(for: interest)
        case .opened:
            stopTimer()
            watch(for: .readable)
            opening.take()?.resume(returning: .success(()))
        case .drop(let error): drop(error, tellingOwner: false)
        case .ignore: break
        }
    }

    private func act(on action: ConnectionMachine.FlushAction) {
        switch action {
        case .watch(let interest): watch(for: interest)
        case .drop(let error): drop(error, tellingOwner: true)
        case .ignore: break
        }
    }

    private func act(on action: ConnectionMachine.ResultAction) {
        switch action {
        case .more, .ignore: break
        case .settle(let outcome):
            stopTimer()
            asking.take()?.resume(returning: outcome)
        case .drop(let error): drop(error, tellingOwner: true)
        }
    }

    private func act(on action: ConnectionMachine.EndAction) {
        switch action {
        case .drop(let error): drop(error, tellingOwner: true)
        case .ignore: break
        }
    }

    /// The one place where a connection ends: watch first, since libpq closes the descriptor.
    private func drop(_ error: PostgresError, tellingOwner: Bool) {
        stopWatching()
        stopTimer()
        handle = nil
        if let opening = opening.take() {
            opening.resume(returning: .failure(error))
        } else if tellingOwner {
            listeners.lost(error)
        }
        asking.take()?.resume(returning: .failure(error))
    }

    private func watch(for interest: ConnectionMachine.Interest) {
        guard let handle else { return }
        if watch == nil {
            do {
                watch = try DescriptorWatch(descriptor: handle.descriptor, on: loop) {
                    [self] readiness in
                    let loopIsClosed = readiness.error?.code == .loopClosed
                    assumeIsolated { $0.ready(loopIsClosed: loopIsClosed) }
                }
            } catch {
                return act(
                    on: machine.lost(PostgresError(.connectionLost, message: "not watchable")))
            }
        }
        watch?.update(
            readable: interest.contains(.readable), writable: interest.contains(.writable))
    }

    private func stopWatching() {
        watch.take()?.stop()
    }

    private func startTimer(_ limit: Duration) {
        timer = loop.schedule(after: limit) { [weak self] in
            self?.assumeIsolated { $0.expired() }
        }
    }

    private func stopTimer() {
        timer.take()?.cancel()
    }
}
