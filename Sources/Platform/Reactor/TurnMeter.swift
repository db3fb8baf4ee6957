internal import Telemetry

/// Measures the busy part of each turn of a loop, and reports one that is too long.
///
/// The clock is read twice a turn: when the first callback after the wait comes, and at the end.
struct TurnMeter {
    /// What a turn may take before it is reported: every call of the loop waits that long.
    private static let limit: UInt64 = 100_000_000

    private static let bounds = [
        0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01,
        0.025, 0.05, 0.1, 0.25, 0.5, 1,
    ]

    /// When the turn's busy part began; `nil` while the loop waits.
    private(set) var turnBegan: UInt64?
    /// The last time the clock was read.
    private(set) var lastReading = Nanoseconds.now

    private let log: Log
    private let turns: Histogram
    private let longTurns: Counter
    private let jobs: Counter

    init(loop: String, log: Log, metrics: Metrics) {
        self.log = log
        let labels = [("loop", loop)]
        turns = metrics.histogram(
            "strowger_loop_turn_seconds", help: "Busy part of an event loop's turn.",
            buckets: Self.bounds, labels: labels)
        longTurns = metrics.counter(
            "strowger_loop_long_turns_total", help: "Turns that kept an event loop over 100 ms.",
            labels: labels)
        jobs = metrics.counter(
            "strowger_loop_jobs_total", help: "Jobs and closures an event loop has run.",
            labels: labels)
    }

    /// The loop is about to look at the network.
    mutating func wait() {
        turnBegan = nil
    }

    /// Something has come; every callback calls this, and the first one counts.
    mutating func begin() {
        guard turnBegan == nil else { return }
        lastReading = Nanoseconds.now
        turnBegan = lastReading
    }

    /// So many jobs ran in this turn.
    func jobsRun(_ count: Int) {
        jobs.increment(by: count)
    }

    /// The turn's work is done.
    mutating func end() {
        guard let began = turnBegan else { return }
        lastReading = Nanoseconds.now
        let busy = lastReading &- began
        turns.observe(nanoseconds: Int64(clamping: busy))
        guard busy > Self.limit else { return }
        longTurns.increment()
        log.warning("event loop was kept busy", [.duration: "\(busy / 1_000_000) ms"])
    }
}
