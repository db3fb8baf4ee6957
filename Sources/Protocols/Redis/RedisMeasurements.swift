import Telemetry

/// What one client counts; kept as objects, so that counting takes no lock.
struct RedisMeasurements: Sendable {
    private let succeeded: Counter
    private let refusedByServer: Counter
    private let timedOut: Counter
    private let connectionLost: Counter
    private let unavailable: Counter
    private let overloaded: Counter
    private let otherwise: Counter
    let latency: Histogram
    let pending: Gauge
    let lateReplies: Counter
    let connects: Counter
    let failedConnects: Counter
    private let circuit: Gauge

    init(client: String, metrics: Metrics) {
        let labels = [("client", client)]
        func outcome(_ name: String) -> Counter {
            metrics.counter(
                "strowger_redis_commands_total", help: "Redis commands by outcome.",
                labels: labels + [("outcome", name)])
        }
        succeeded = outcome("ok")
        refusedByServer = outcome("server_error")
        timedOut = outcome("timed_out")
        connectionLost = outcome("connection_lost")
        unavailable = outcome("unavailable")
        overloaded = outcome("overloaded")
        otherwise = outcome("other")
        latency = metrics.histogram(
            "strowger_redis_command_seconds", help: "Time from a Redis command to its reply.",
            buckets: HistogramBuckets.request, labels: labels)
        pending = metrics.gauge(
            "strowger_redis_pending_commands", help: "Redis commands waiting for their reply.",
            labels: labels)
        lateReplies = metrics.counter(
            "strowger_redis_late_replies_total",
            help: "Replies of Redis that came after their command was given up.", labels: labels)
        connects = metrics.counter(
            "strowger_redis_connects_total", help: "Connections greeted by Redis.",
            labels: labels + [("outcome", "ok")])
        failedConnects = metrics.counter(
            "strowger_redis_connects_total", help: "Connections greeted by Redis.",
            labels: labels + [("outcome", "failed")])
        circuit = metrics.gauge(
            "strowger_redis_circuit_state",
            help: "0 closed (commands are sent), 1 half-open (probing), 2 open.", labels: labels)
        circuit.set(CircuitState.open.rawValue)
    }

    func record(_ state: CircuitState) {
        circuit.set(state.rawValue)
    }

    func record(_ outcome: Result<RedisValue, RedisError>) {
        switch outcome {
        case .success: succeeded.increment()
        case .failure(let error): record(error.code)
        }
    }

    private func record(_ code: RedisError.Code) {
        switch code {
        case .server: refusedByServer.increment()
        case .timedOut: timedOut.increment()
        case .connectionLost, .protocolViolation: connectionLost.increment()
        case .unavailable: unavailable.increment()
        case .overloaded: overloaded.increment()
        case .notShareable, .unexpectedReply, .connectFailed, .greetingRefused,
            .invalidConfiguration:
            otherwise.increment()
        }
    }
}
