internal import Reactor
internal import Telemetry

/// The connections of one loop: takes them in, knows them, and sees them off at the end.
actor HTTPAcceptor {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// How many connections beyond the limit may be told so at a time.
    private static let apologies = 256

    private let service: HTTPService
    private var connections: [ObjectIdentifier: HTTPConnection] = [:]
    private var refusing = 0
    private var isDraining = false
    private var waiting: CheckedContinuation<Void, Never>?

    init(loop: EventLoop, service: HTTPService) {
        self.loop = loop
        self.service = service
    }

    func accepted(_ tcp: TCPConnection) {
        guard !isDraining else { return tcp.close() }
        guard service.census.enter() else { return refuse(tcp) }
        service.metrics.accepted.increment()
        service.metrics.connections.increment()
        let connection = HTTPConnection(tcp, service: service) { connection in
            self.assumeIsolated { $0.closed(connection) }
        }
        connections[ObjectIdentifier(connection)] = connection
        connection.assumeIsolated { $0.start() }
    }

    /// Returns when every connection is closed; none lives longer than the drain deadline.
    func drain() async {
        beginDraining()
        guard !connections.isEmpty else { return }
        let timer = loop.schedule(after: service.configuration.deadlines.drain) {
            self.assumeIsolated { $0.abandonAll() }
        }
        await withCheckedContinuation { waiting = $0 }
        timer.cancel()
    }

    private func beginDraining() {
        isDraining = true
        for connection in connections.values {
            connection.assumeIsolated { $0.drain() }
        }
    }

    private func closed(_ connection: HTTPConnection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        service.census.leave()
        service.metrics.connections.decrement()
        guard isDraining, connections.isEmpty else { return }
        waiting?.resume()
        waiting = nil
    }

    private func abandonAll() {
        for connection in connections.values {
            connection.assumeIsolated { $0.abandon() }
        }
    }

    /// Tells a peer that there is no room, as long as few have to be told at once.
    private func refuse(_ tcp: TCPConnection) {
        service.metrics.ended(.connectionLimit)
        guard service.tls == nil, refusing < Self.apologies else { return tcp.reset() }
        refusing += 1
        tcp.start(
            onBytes: { _ in }, onEnd: {},
            onClosed: { _ in self.assumeIsolated { $0.refusing -= 1 } })
        var writer = ResponseWriter()
        writer.append(
            .failure(
                .serviceUnavailable, message: "too many connections",
                code: HTTPEnding.connectionLimit.rawValue),
            persistence: .closing, omitsBody: false, date: service.date.line(at: loop.now),
            correlation: nil)
        tcp.write(writer.bytes)
        tcp.closeAfterWrites(
            within: service.configuration.deadlines.linger,
            linger: service.configuration.deadlines.linger)
    }
}
