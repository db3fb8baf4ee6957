/// All series of one metric name.
struct MetricFamily: Sendable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    let kind: Kind
    let help: String
    var series: [MetricLabels: MetricSeries] = [:]
}

/// One metric with one set of labels.
enum MetricSeries: Sendable {
    case counter(Counter)
    case gauge(Gauge)
    case histogram(Histogram)
    case reading(@Sendable () -> Double)
}
