import Telemetry

/// The figures one pool shows, made once.
struct PoolMetrics: Sendable {
    private let idle: Gauge
    private let leased: Gauge
    private let connecting: Gauge
    private let waiting: Gauge
    private let available: Gauge
    private let duration: Histogram
    private let lost: Counter
    private let errors: [PostgresError.Code: Counter]

    init(_ metrics: Metrics, pool: String) {
        func connections(_ state: String) -> Gauge {
            metrics.gauge(
                "strowger_postgres_connections", help: "Connections to PostgreSQL by state.",
                labels: [("pool", pool), ("state", state)])
        }
        idle = connections("idle")
        leased = connections("leased")
        connecting = connections("connecting")
        waiting = metrics.gauge(
            "strowger_postgres_waiting", help: "Callers waiting for a connection.",
            labels: [("pool", pool)])
        available = metrics.gauge(
            "strowger_postgres_available", help: "Whether the server can be reached.",
            labels: [("pool", pool)])
        duration = metrics.histogram(
            "strowger_postgres_request_seconds",
            help: "Time from asking for a connection to the last result.",
            buckets: HistogramBuckets.request, labels: [("pool", pool)])
        lost = metrics.counter(
            "strowger_postgres_connections_lost_total",
            help: "Connections that ended without being asked to.", labels: [("pool", pool)])
        errors = Dictionary(
            uniqueKeysWithValues: PostgresError.Code.allCases.map { code in
                let counter = metrics.counter(
                    "strowger_postgres_errors_total", help: "Requests that failed, by class.",
                    labels: [("pool", pool), ("class", code.rawValue)])
                return (code, counter)
            })
    }

    func show(_ machine: PoolMachine) {
        var counts = (idle: 0, leased: 0, connecting: 0)
        for slot in machine.slots {
            switch slot {
            case .idle: counts.idle += 1
            case .leased: counts.leased += 1
            case .connecting: counts.connecting += 1
            case .vacant, .resting: break
            }
        }
        idle.set(counts.idle)
        leased.set(counts.leased)
        connecting.set(counts.connecting)
        waiting.set(machine.waiting.count)
        available.set(machine.isAvailable ? 1 : 0)
    }

    func finished(after time: Duration, _ error: PostgresError?) {
        duration.observe(time)
        if let error { errors[error.code]?.increment() }
    }

    func lostConnection() {
        lost.increment()
    }
}
