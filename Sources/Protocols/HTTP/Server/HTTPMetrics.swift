internal import Locks
internal import Telemetry

/// The numbers of the server, resolved once so that counting a request is a few atomic additions.
final class HTTPMetrics: Sendable {
    let connections: Gauge
    let inFlight: Gauge
    let accepted: Counter
    let bytesReceived: Counter
    let bytesSent: Counter
    let routes: [RouteMetrics]
    /// Requests whose path no route has: they share one label, or every scanner would add a series.
    let unmatched: RouteMetrics

    private let metrics: Metrics
    private let refusals: [HTTPRefusal: Counter]

    init(_ metrics: Metrics, routes: [HTTPRoute]) {
        self.metrics = metrics
        connections = metrics.gauge("strowger_http_connections", help: "Open HTTP connections.")
        inFlight = metrics.gauge(
            "strowger_http_requests_in_flight", help: "Requests waiting for their answer.")
        accepted = metrics.counter(
            "strowger_http_connections_total", help: "HTTP connections accepted.")
        bytesReceived = metrics.counter(
            "strowger_http_received_bytes_total", help: "Bytes of requests received.")
        bytesSent = metrics.counter(
            "strowger_http_sent_bytes_total", help: "Bytes of answers sent.")
        self.routes = routes.map { RouteMetrics(metrics, route: $0.pattern) }
        unmatched = RouteMetrics(metrics, route: "unmatched")
        refusals = Dictionary(
            uniqueKeysWithValues: HTTPRefusal.allCases.map {
                ($0, Self.refused(metrics, $0.rawValue))
            })
    }

    func refused(_ refusal: HTTPRefusal) {
        refusals[refusal]?.increment()
    }

    /// Counts a connection ended by us for a reason that is not a fault of a request.
    func ended(_ reason: HTTPEnding) {
        Self.refused(metrics, reason.rawValue).increment()
    }

    func route(_ index: Int?) -> RouteMetrics {
        guard let index, routes.indices.contains(index) else { return unmatched }
        return routes[index]
    }

    private static func refused(_ metrics: Metrics, _ reason: String) -> Counter {
        metrics.counter(
            "strowger_http_refused_total", help: "Requests and connections refused, by reason.",
            labels: [("reason", reason)])
    }
}

/// Why the server gave up a connection whose requests were well formed.
enum HTTPEnding: String, Hashable, Sendable {
    case connectionLimit = "connection_limit"
    case slowHead = "slow_head"
    case slowBody = "slow_body"
    case slowHandshake = "slow_handshake"
    case failedHandshake = "failed_handshake"
    case slowReader = "slow_reader"
    case drainDeadline = "drain_deadline"
}

/// The numbers of one route.
final class RouteMetrics: Sendable {
    private let metrics: Metrics
    private let route: String
    private let ok: Counter
    private let others = Guarded<[HTTPStatus: Counter]>([:])
    private let durations: Histogram

    init(_ metrics: Metrics, route: String) {
        self.metrics = metrics
        self.route = route
        ok = Self.counter(metrics, route, .ok)
        durations = metrics.histogram(
            "strowger_http_request_seconds", help: "From a complete head to its answer.",
            buckets: HistogramBuckets.request, labels: [("route", route)])
    }

    func answered(_ status: HTTPStatus, after duration: Duration) {
        durations.observe(duration)
        guard status != .ok else { return ok.increment() }
        let counter = others.withLock { others in
            if let counter = others[status] { return counter }
            let counter = Self.counter(metrics, route, status)
            others[status] = counter
            return counter
        }
        counter.increment()
    }

    private static func counter(_ metrics: Metrics, _ route: String, _ status: HTTPStatus)
        -> Counter
    {
        metrics.counter(
            "strowger_http_requests_total", help: "Requests answered, by route and status.",
            labels: [("route", route), ("status", "\(status.rawValue)")])
    }
}
