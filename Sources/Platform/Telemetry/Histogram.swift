import Synchronization

/// How durations are distributed, counted in buckets with fixed upper bounds.
///
/// An observation is one search and two atomic additions. A reading taken meanwhile may miss the
/// newest observations, but its count is always the sum of its buckets.
package final class Histogram: Sendable {
    /// A count of its own on the heap: an atomic can not be an element of an array.
    private final class Cell: Sendable {
        let count = Atomic<UInt64>(0)
    }

    /// Upper bounds in seconds, growing; the last bucket, without bound, is not among them.
    package let bounds: [Double]

    private let limits: [Int64]
    private let cells: [Cell]
    private let sumOfNanoseconds = Atomic<UInt64>(0)

    init(bounds: [Double]) {
        var kept: [Double] = []
        for bound in bounds.filter(\.isFinite).sorted() where bound != kept.last {
            kept.append(bound)
        }
        self.bounds = kept
        limits = kept.map { Int64(exactly: ($0 * 1e9).rounded()) ?? ($0 < 0 ? .min : .max) }
        cells = (0...kept.count).map { _ in Cell() }
    }

    /// Counts one duration; a negative one counts as zero.
    package func observe(_ duration: Duration) {
        observe(nanoseconds: duration.inNanoseconds)
    }

    /// Counts one duration given in nanoseconds, as a loop's clock has it.
    package func observe(nanoseconds: Int64) {
        let nanoseconds = max(nanoseconds, 0)
        cells[bucket(of: nanoseconds)].count.wrappingAdd(1, ordering: .relaxed)
        sumOfNanoseconds.wrappingAdd(UInt64(nanoseconds), ordering: .relaxed)
    }

    /// The first bucket whose bound is not below the value.
    private func bucket(of nanoseconds: Int64) -> Int {
        var low = 0
        var high = limits.count
        while low < high {
            let middle = (low + high) / 2
            if limits[middle] < nanoseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    // MARK: - Reading

    /// A histogram at one moment.
    package struct Reading: Hashable, Sendable {
        /// Upper bounds in seconds.
        package let bounds: [Double]
        /// How many observations fell in each bucket; one more than there are bounds.
        package let counts: [UInt64]
        /// The sum of all observations, in seconds.
        package let sum: Double
        /// How many observations there were.
        package var count: UInt64 { counts.reduce(0, &+) }
    }

    /// The counts now.
    package var reading: Reading {
        Reading(
            bounds: bounds,
            counts: cells.map { $0.count.load(ordering: .relaxed) },
            sum: Double(sumOfNanoseconds.load(ordering: .relaxed)) / 1e9)
    }

    /// How many observations there were.
    package var count: UInt64 { reading.count }
}

extension Histogram.Reading {
    /// About how long the given share of observations took at most; `nil` when there was none.
    ///
    /// Inside a bucket observations are taken as evenly spread. Beyond the last bound nothing is
    /// known, so the answer is that bound.
    package func quantile(_ share: Double) -> Duration? {
        let total = count
        guard total > 0, let last = bounds.last else { return nil }
        let rank = min(max(share, 0), 1) * Double(total)
        var below: UInt64 = 0
        var lower = 0.0
        for (bound, inside) in zip(bounds, counts) {
            if inside > 0, Double(below &+ inside) >= rank {
                let part = max(rank - Double(below), 0) / Double(inside)
                return .seconds(lower + (bound - lower) * part)
            }
            below &+= inside
            lower = bound
        }
        return .seconds(last)
    }
}

extension Histogram {
    /// About how long the given share of observations took at most; `nil` when there was none.
    package func quantile(_ share: Double) -> Duration? {
        reading.quantile(share)
    }
}
