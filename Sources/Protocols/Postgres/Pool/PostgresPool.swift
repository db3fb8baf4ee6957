package import Reactor
import Supervision
import Synchronization
package import Telemetry

/// Connections to one server, lent to one caller at a time, kept open by `run`.
///
/// Every statement or pipeline borrows a connection and gives it back clean: what belongs to a
/// session, such as `SET` or `LISTEN`, has no place here; use `set_config(…, true)` inside a
/// pipeline or transaction. Waits end by an answer or their deadline and do not react to
/// cancellation, so that a service which is being stopped can still write what it owes. Deadlines
/// are lengths of time from now and include the wait for a connection.
package actor PostgresPool: Service {
    struct Lease: Sendable {
        let slot: PoolMachine.Slot
        let connection: PostgresConnection
    }

    nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    let configuration: PostgresPoolConfiguration
    nonisolated let poolMetrics: PoolMetrics
    let log: Log
    var machine: PoolMachine
    var connections: [PoolMachine.Slot: PostgresConnection] = [:]
    /// Where to send the slots that need a connection; there while the pool runs.
    var connects: Inbox<PoolMachine.Slot>?
    var reaper: LoopTimer?
    var drained: CheckedContinuation<Void, Never>?
    private var callers: [PoolMachine.Ticket: Caller] = [:]
    private var ticketsIssued: UInt64 = 0
    private nonisolated let availability = Atomic(false)

    private struct Caller {
        let continuation: CheckedContinuation<Result<Lease, PostgresError>, Never>
        let timer: LoopTimer
    }

    package init(
        configuration: PostgresPoolConfiguration, on loop: EventLoop, log: Log, metrics: Metrics
    ) {
        self.configuration = configuration
        self.loop = loop
        self.log = log.with(.service, "postgres-pool-\(configuration.name)")
        machine = PoolMachine(configuration)
        poolMetrics = PoolMetrics(metrics, pool: configuration.name)
    }

    /// Whether a statement sent now can be expected to reach the server; readable from anywhere.
    package nonisolated var isAvailable: Bool { availability.load(ordering: .relaxed) }

    // MARK: - Statements

    /// Runs one statement.
    package nonisolated func query(
        _ statement: PostgresStatement, deadline: Duration
    ) async throws(PostgresError) -> PostgresRows {
        let encoded = try EncodedStatement(statement)
        let results = try await request(.pipeline([encoded]), within: deadline)
        guard let rows = results.first else {
            throw PostgresError(.protocolViolation, message: "no result")
        }
        return rows
    }

    /// Runs statements in one round trip and one implicit transaction: all of them or none.
    ///
    /// When one fails the error has its index, and nothing of the others remains.
    package nonisolated func pipeline(
        _ statements: [PostgresStatement], deadline: Duration
    ) async throws(PostgresError) -> [PostgresRows] {
        guard !statements.isEmpty else { return [] }
        let encoded = try EncodedStatement.all(statements)
        return try await request(.pipeline(encoded), within: deadline)
    }

    private func request(
        _ request: PostgresConnection.Request, within limit: Duration
    ) async throws(PostgresError) -> [PostgresRows] {
        let began = MonotonicClock.now()
        do {
            let lease = try await borrow(within: limit)
            let left = limit - (MonotonicClock.now() - began)
            let outcome = await lease.connection.perform(request, within: left)
            giveBack(lease)
            let rows = try outcome.get()
            poolMetrics.finished(after: MonotonicClock.now() - began, nil)
            return rows
        } catch {
            poolMetrics.finished(after: MonotonicClock.now() - began, error)
            throw error
        }
    }

    // MARK: - Lending

    /// Waits for a connection of one's own; it must be given back.
    func borrow(within limit: Duration) async throws(PostgresError) -> Lease {
        guard limit > .zero else { throw Self.noneInTime }
        ticketsIssued &+= 1
        let ticket = PoolMachine.Ticket(number: ticketsIssued)
        let lent = await withCheckedContinuation { continuation in
            let timer = loop.schedule(after: limit) { [weak self] in
                self?.assumeIsolated { $0.expired(ticket) }
            }
            callers[ticket] = Caller(continuation: continuation, timer: timer)
            perform(machine.requested(ticket))
        }
        return try lent.get()
    }

    func giveBack(_ lease: Lease) {
        let isReusable = isReusable(lease.connection)
        perform(machine.returned(lease.slot, isReusable: isReusable, at: MonotonicClock.now()))
    }

    /// Asked in the same step in which the machine is told: a loss in between would go unnoticed.
    func isReusable(_ connection: PostgresConnection) -> Bool {
        connection.assumeIsolated { $0.isReusable }
    }

    private static var noneInTime: PostgresError {
        PostgresError(.poolExhausted, message: "no connection was free in time")
    }

    private func expired(_ ticket: PoolMachine.Ticket) {
        guard machine.expired(ticket) else { return }
        settle(ticket, with: .failure(Self.noneInTime))
        show()
    }

    /// The one place where a waiting caller goes on.
    private func settle(_ ticket: PoolMachine.Ticket, with result: Result<Lease, PostgresError>) {
        guard let caller = callers.removeValue(forKey: ticket) else { return }
        caller.timer.cancel()
        caller.continuation.resume(returning: result)
    }

    // MARK: - Orders

    func perform(_ orders: [PoolMachine.Order]) {
        for order in orders {
            switch order {
            case .connect(let slot):
                // One order for each slot at most is under way, and the inbox holds them all.
                _ = connects?.send(slot)
            case .close(let slot):
                close(slot)
            case .lease(let slot, let ticket):
                lend(slot, to: ticket)
            case .rest(let slot, let pause):
                loop.schedule(after: pause) { [weak self] in
                    self?.assumeIsolated { $0.perform($0.machine.rested(slot)) }
                }
            case .refuse(let ticket, let error):
                settle(ticket, with: .failure(error))
            }
        }
        show()
    }

    private func lend(_ slot: PoolMachine.Slot, to ticket: PoolMachine.Ticket) {
        guard let connection = connections[slot] else {
            // Can not be while machine and dictionary agree; the slot must not stay lost.
            settle(ticket, with: .failure(PostgresError(.connectionLost)))
            perform(machine.returned(slot, isReusable: false, at: MonotonicClock.now()))
            return
        }
        settle(ticket, with: .success(Lease(slot: slot, connection: connection)))
    }

    /// Closes a connection in a job of its own, since this may be its own callback.
    private func close(_ slot: PoolMachine.Slot) {
        guard let connection = connections.removeValue(forKey: slot) else { return }
        loop.execute { connection.assumeIsolated { $0.close() } }
    }

    private func show() {
        availability.store(machine.isAvailable, ordering: .relaxed)
        poolMetrics.show(machine)
        if machine.isDrained { drained.take()?.resume() }
    }
}
