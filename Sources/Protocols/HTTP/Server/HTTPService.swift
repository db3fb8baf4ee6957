internal import Reactor
internal import Synchronization
internal import Telemetry

/// What all connections of one loop share, constants and counters only.
final class HTTPService: Sendable {
    let configuration: HTTPServerConfiguration
    let router: HTTPRouter
    let metrics: HTTPMetrics
    let census: ConnectionCensus
    let tls: TLSContext?
    let log: Log
    let date = DateField()

    init(
        configuration: HTTPServerConfiguration, router: HTTPRouter, metrics: HTTPMetrics,
        census: ConnectionCensus, tls: TLSContext?, log: Log
    ) {
        self.configuration = configuration
        self.router = router
        self.metrics = metrics
        self.census = census
        self.tls = tls
        self.log = log
    }
}

/// Counts the connections over all loops, against the limit.
final class ConnectionCensus: Sendable {
    private let limit: Int
    private let count = Atomic(0)

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// Takes a place; false when all are taken.
    func enter() -> Bool {
        let (_, count) = count.add(1, ordering: .relaxed)
        guard count > limit else { return true }
        leave()
        return false
    }

    func leave() {
        count.subtract(1, ordering: .relaxed)
    }
}
