import Telemetry

/// One thing to measure: what it does, and how often at once.
struct Benchmark {
    /// Subject, action and scale: `Routing: match in 100k rules`.
    let name: String
    /// Runs the measured thing so many times.
    let run: (Int) -> Void

    init(_ name: String, _ run: @escaping (Int) -> Void) {
        self.name = name
        self.run = run
    }

    /// The time of one run of the thing, from batches long enough for the clock.
    struct Result {
        let name: String
        let median: Double
        let best: Double
        let p90: Double
    }

    func measure(rounds: Int = 15) -> Result {
        var batch = 1
        while time(batch) < 0.005, batch < 1 << 24 { batch *= 2 }
        let times = (0..<rounds).map { _ in time(batch) / Double(batch) * 1e9 }.sorted()
        return Result(
            name: name, median: times[rounds / 2], best: times[0], p90: times[rounds * 9 / 10])
    }

    private func time(_ count: Int) -> Double {
        let began = MonotonicClock.now()
        run(count)
        return (MonotonicClock.now() - began).inSeconds
    }
}

/// Keeps the optimiser from removing what nobody reads.
@inline(never) func blackHole<Value>(_ value: Value) {
    withExtendedLifetime(value) {}
}
