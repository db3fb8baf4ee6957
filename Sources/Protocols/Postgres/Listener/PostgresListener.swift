package import Reactor
import Supervision
package import Telemetry

/// Listens for notifications on a connection of its own, and says when some may have been missed.
///
/// Notifications sent while nobody listens are gone for good. After `.connected` and `.missed` the
/// reader must therefore look for itself at what it wants to know. There is one reader of `events`.
package actor PostgresListener: Service {
    package enum Event: Hashable, Sendable {
        /// From now on nothing is lost; look at what happened before.
        case connected
        case notification(PostgresNotification)
        /// The reader was too slow and some notifications were dropped; look for yourself.
        case missed
        /// The connection is gone and another one is sought.
        case disconnected
    }

    private nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    /// What happens, in order; it does not end when the listener stops.
    package nonisolated let events: AsyncStream<Event>
    private nonisolated let outlet: AsyncStream<Event>.Continuation

    private let configuration: PostgresListenerConfiguration
    private let log: Log
    private let connectedGauge: Gauge
    private let received: Counter
    private let missed: Counter
    private var machine: ListenerMachine
    private var connection: PostgresConnection?
    private var heartbeat: LoopTimer?
    private var facts: Inbox<Report>?
    private var connectionsMade: UInt64 = 0
    /// Whether the log has the reason why there is no connection.
    private var hasComplained = false

    /// A fact and the connection it is about: what an earlier one says does not count any more.
    private struct Report: Sendable {
        let fact: ListenerMachine.Fact
        let connection: UInt64
    }

    package init(
        configuration: PostgresListenerConfiguration, on loop: EventLoop, log: Log,
        metrics: Metrics
    ) {
        self.configuration = configuration
        self.loop = loop
        self.log = log.with(.service, "postgres-listener")
        machine = ListenerMachine(
            backoff: Backoff(
                initial: configuration.reconnectDelay,
                maximum: configuration.longestReconnectDelay, jitter: 0.5))
        (events, outlet) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(max(configuration.maximumPending, 1)))
        connectedGauge = metrics.gauge(
            "strowger_postgres_listening", help: "Whether notifications are received.")
        received = metrics.counter(
            "strowger_postgres_notifications_total", help: "Notifications received.")
        missed = metrics.counter(
            "strowger_postgres_notifications_missed_total",
            help: "Times the reader of notifications was too slow.")
    }

    /// Listens until the task is cancelled.
    package func run() async throws {
        // At most a handful of facts about the one connection can be under way.
        let facts = Inbox<Report>(capacity: 64)
        self.facts = facts
        await withDiscardingTaskGroup { group in
            for action in machine.started() { perform(action, in: &group) }
            for await report in facts.messages where report.connection == connectionsMade {
                let actions = machine.received(report.fact, chance: .random(in: 0..<1))
                for action in actions { perform(action, in: &group) }
            }
            self.facts = nil
            machine.stopped()
            heartbeat.take()?.cancel()
            connectedGauge.set(0)
            await connection.take()?.close()
        }
    }

    private func perform(_ action: ListenerMachine.Action, in group: inout DiscardingTaskGroup) {
        switch action {
        case .connect:
            connectionsMade &+= 1
            let number = connectionsMade
            let connection = makeConnection(number)
            self.connection = connection
            group.addTask(name: "postgres-listener-connect") { [self] in
                await connect(connection, number)
            }
        case .subscribe:
            request(configuration.subscription, reporting: .subscribed, in: &group)
        case .beat:
            request("SELECT 1", reporting: .beatAnswered, in: &group)
        case .announceConnected:
            log.notice("listening for notifications")
            connectedGauge.set(1)
            hasComplained = false
            announce(.connected)
        case .announceDisconnected:
            log.notice("lost the connection for notifications")
            heartbeat.take()?.cancel()
            connectedGauge.set(0)
            announce(.disconnected)
        case .startHeartbeatTimer:
            heartbeat = tell(.beatDue, after: configuration.heartbeatInterval)
        case .rest(let pause):
            connection = nil
            _ = tell(.rested, after: pause)
        }
    }

    private func makeConnection(_ number: UInt64) -> PostgresConnection {
        PostgresConnection(
            on: loop,
            listeners: .init(
                lost: { [weak self] _ in self?.assumeIsolated { $0.tell(.lost, number) } },
                notified: { [weak self] notification in
                    self?.assumeIsolated { listener in
                        listener.received.increment()
                        listener.announce(.notification(notification))
                    }
                }))
    }

    private func connect(_ connection: PostgresConnection, _ number: UInt64) async {
        do {
            let began = MonotonicClock.now()
            let server = configuration.server
            let routes = try await server.routes(on: loop)
            let left = server.connectTimeout - (MonotonicClock.now() - began)
            try await connection.open(server.parameters(for: routes), within: left)
            tell(.connected, number)
        } catch {
            if !hasComplained { log.warning("can not listen", [.error: String(reflecting: error)]) }
            hasComplained = true
            tell(.connectFailed, number)
        }
    }

    private func request(
        _ script: String, reporting fact: ListenerMachine.Fact,
        in group: inout DiscardingTaskGroup
    ) {
        guard let connection else { return }
        let number = connectionsMade
        group.addTask(name: "postgres-listener-request") { [self] in
            await request(script, on: connection, reporting: fact, number)
        }
    }

    /// A refused subscription counts as a loss: there is nothing to be heard on that connection.
    private func request(
        _ script: String, on connection: PostgresConnection,
        reporting fact: ListenerMachine.Fact, _ number: UInt64
    ) async {
        switch await connection.perform(.script(script), within: configuration.replyTimeout) {
        case .success:
            tell(fact, number)
        case .failure(let error):
            log.warning("the listening connection fails", [.error: String(describing: error)])
            await connection.close()
            tell(.lost, number)
        }
    }

    /// When the reader is behind, the oldest events go, and it learns that some did.
    private func announce(_ event: Event) {
        guard case .dropped = outlet.yield(event) else { return }
        missed.increment()
        outlet.yield(.missed)
    }

    private func tell(_ fact: ListenerMachine.Fact, _ number: UInt64) {
        _ = facts?.send(Report(fact: fact, connection: number))
    }

    private func tell(_ fact: ListenerMachine.Fact, after pause: Duration) -> LoopTimer {
        let number = connectionsMade
        return loop.schedule(after: pause) { [weak self] in
            self?.assumeIsolated { $0.tell(fact, number) }
        }
    }
}
