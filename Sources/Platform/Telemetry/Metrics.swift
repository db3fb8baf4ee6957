import Locks

/// Every number the process publishes, by name and labels.
///
/// Asking twice for the same name and labels gives the same object, so a restarted service goes on
/// counting where it was. Ask once and keep the object: asking takes a lock, counting does not.
package final class Metrics: Sendable {
    private let families = Guarded<[String: MetricFamily]>([:])

    /// Makes a registry with nothing in it.
    package init() {}

    // MARK: - Registering

    /// The counter of this name and these labels.
    package func counter(
        _ name: String, help: String, labels: [(String, String)] = []
    ) -> Counter {
        let fresh = Counter()
        let kept = register(name, .counter, help, labels) { present in
            if case .counter? = present { present } else { .counter(fresh) }
        }
        if case .counter(let counter)? = kept { return counter }
        return fresh
    }

    /// The gauge of this name and these labels.
    package func gauge(
        _ name: String, help: String, labels: [(String, String)] = []
    ) -> Gauge {
        let fresh = Gauge()
        let kept = register(name, .gauge, help, labels) { present in
            if case .gauge? = present { present } else { .gauge(fresh) }
        }
        if case .gauge(let gauge)? = kept { return gauge }
        return fresh
    }

    /// A histogram of durations; `buckets` are upper bounds in seconds.
    package func histogram(
        _ name: String, help: String, buckets: [Double], labels: [(String, String)] = []
    ) -> Histogram {
        let fresh = Histogram(bounds: buckets)
        let kept = register(name, .histogram, help, labels) { present in
            if case .histogram? = present { present } else { .histogram(fresh) }
        }
        if case .histogram(let histogram)? = kept { return histogram }
        return fresh
    }

    /// A gauge whose value is asked for at each scrape; registering again replaces the question.
    package func gaugeReading(
        _ name: String, help: String, labels: [(String, String)] = [],
        read: @escaping @Sendable () -> Double
    ) {
        register(name, .gauge, help, labels) { _ in .reading(read) }
    }

    /// A counter kept elsewhere and asked for at each scrape; registering again replaces it.
    package func counterReading(
        _ name: String, help: String, labels: [(String, String)] = [],
        read: @escaping @Sendable () -> Double
    ) {
        register(name, .counter, help, labels) { _ in .reading(read) }
    }

    /// Stores what `choose` makes of the series already there.
    ///
    /// A name in use for another kind of metric is not worth a crash: the newcomer gets the kind
    /// behind its name, and both are seen.
    @discardableResult
    private func register(
        _ name: String, _ kind: MetricFamily.Kind, _ help: String, _ labels: [(String, String)],
        choose: (MetricSeries?) -> MetricSeries?
    ) -> MetricSeries? {
        let labels = MetricLabels(labels)
        return families.withLock { families in
            var name = MetricName.valid(name)
            while let taken = families[name], taken.kind != kind {
                name += "_\(kind.rawValue)"
            }
            var family = families.removeValue(forKey: name) ?? MetricFamily(kind: kind, help: help)
            let chosen = choose(family.series[labels])
            family.series[labels] = chosen
            families[name] = family
            return chosen
        }
    }

    // MARK: - Reading

    /// All metrics in the Prometheus text format 0.0.4, sorted by name, then by labels.
    package func render() -> String {
        // Copied out first: a reading may itself take locks.
        let families = families.withLock { $0 }
        var text = MetricText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.append(family, named: name)
        }
        return text.text
    }
}
