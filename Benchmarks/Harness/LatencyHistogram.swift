/// Counts durations in buckets whose width grows with the value: under 2 % wide everywhere.
///
/// 64 buckets for each power of two of nanoseconds; adding is a shift and an increment.
struct LatencyHistogram: Sendable {
    private var counts = [UInt64](repeating: 0, count: 64 * 48)
    private(set) var total: UInt64 = 0
    private(set) var maximum: UInt64 = 0

    mutating func record(nanoseconds: UInt64) {
        counts[Self.index(of: nanoseconds)] += 1
        total += 1
        maximum = max(maximum, nanoseconds)
    }

    /// The value that so large a share of all values does not exceed, in nanoseconds.
    func quantile(_ share: Double) -> UInt64 {
        guard total > 0 else { return 0 }
        let rank = UInt64((Double(total) * share).rounded(.up))
        var seen: UInt64 = 0
        for (index, count) in counts.enumerated() where count > 0 {
            seen += count
            if seen >= rank { return min(Self.upperBound(of: index), maximum) }
        }
        return maximum
    }

    private static func index(of value: UInt64) -> Int {
        guard value >= 64 else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount
        let within = Int(value >> UInt64(exponent - 6)) & 63
        return min((exponent - 5) * 64 + within, 64 * 48 - 1)
    }

    private static func upperBound(of index: Int) -> UInt64 {
        guard index >= 64 else { return UInt64(index) }
        let exponent = UInt64(index / 64 + 5)
        let within = UInt64(index % 64)
        return (1 << exponent) + ((within + 1) << (exponent - 6)) - 1
    }
}
