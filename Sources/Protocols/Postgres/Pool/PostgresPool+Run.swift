import Reactor
import Supervision
import Telemetry

extension PostgresPool {
    /// Keeps connections open until the task is cancelled, then waits for those lent out.
    package func run() async throws {
        let orders = Inbox<PoolMachine.Slot>(capacity: machine.slots.count)
        connects = orders
        startReaper()
        await withDiscardingTaskGroup { group in
            perform(machine.started())
            for await slot in orders.messages {
                group.addTask(name: "postgres-connect") { [self] in await connect(slot) }
            }
            connects = nil
            reaper.take()?.cancel()
            await stop()
        }
    }

    /// Refuses newcomers, lets what is under way end, and closes the rest at the deadline.
    private func stop() async {
        perform(machine.stopping())
        for (slot, connection) in connections where machine.slots[slot] == .connecting {
            await connection.close()
        }
        let deadline = loop.schedule(after: configuration.stopTimeout) { [weak self] in
            self?.assumeIsolated { $0.drained.take()?.resume() }
        }
        if !machine.isDrained {
            await withCheckedContinuation { continuation in
                if machine.isDrained { continuation.resume() } else { drained = continuation }
            }
        }
        deadline.cancel()
        for connection in connections.values { await connection.close() }
        connections = [:]
    }

    /// One attempt to connect, from the name to the log-in.
    private func connect(_ slot: PoolMachine.Slot) async {
        let connection = PostgresConnection(
            on: loop,
            listeners: .init(lost: { [weak self] error in
                self?.assumeIsolated { $0.lost(slot, error) }
            }))
        connections[slot] = connection
        // Ordered just before the end: there is nothing to connect for any more.
        if machine.phase != .running { await connection.close() }
        do throws(PostgresError) {
            let began = MonotonicClock.now()
            let server = configuration.server
            let routes = try await server.routes(on: loop)
            let left = server.connectTimeout - (MonotonicClock.now() - began)
            try await connection.open(server.parameters(for: routes), within: left)
            guard isReusable(connection) else { throw PostgresError(.connectionLost) }
            let wasAway = machine.circuit != .closed
            perform(machine.connected(slot, at: MonotonicClock.now()))
            if wasAway, machine.isAvailable { log.notice("PostgreSQL is there") }
        } catch {
            await connection.close()
            connections[slot] = nil
            let wasAvailable = machine.circuit != .open
            perform(machine.connectFailed(slot, error, chance: .random(in: 0..<1)))
            if wasAvailable, machine.circuit == .open {
                // In full: without the server's words nobody finds a wrong password or name, and
                // what is said before the log-in quotes no row.
                log.warning("PostgreSQL is away", [.error: String(reflecting: error)])
            }
        }
    }

    private func lost(_ slot: PoolMachine.Slot, _ error: PostgresError) {
        poolMetrics.lostConnection()
        log.notice("lost a connection to PostgreSQL", [.error: String(describing: error)])
        perform(machine.lost(slot))
    }

    /// Looks from time to time for connections that nobody needs any more.
    private func startReaper() {
        let pause = max(configuration.idleTimeout / 2, .milliseconds(100))
        reaper = loop.schedule(after: pause) { [weak self] in
            self?.assumeIsolated { pool in
                pool.perform(pool.machine.ticked(at: MonotonicClock.now()))
                pool.startReaper()
            }
        }
    }
}
