/// Durations and sizes as people write them: `250ms`, `2s`, `5m`, `4h`, `7d`; `64KiB`, `256MiB`.
enum Quantity {
    /// A duration with its unit.
    static func duration(_ text: String) -> Duration? {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        for (unit, milliseconds) in units {
            guard let count = count(text, before: unit) else { continue }
            let (product, overflow) = count.multipliedReportingOverflow(by: milliseconds)
            return overflow ? nil : .milliseconds(product)
        }
        return nil
    }

    /// A number of bytes with its unit, or without one.
    static func bytes(_ text: String) -> Int? {
        if let plain = count(text, before: "") { return Int(plain) }
        let units: [(String, Int64)] = [
            ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1),
        ]
        for (unit, bytes) in units {
            guard let count = count(text, before: unit) else { continue }
            let (product, overflow) = count.multipliedReportingOverflow(by: bytes)
            return overflow ? nil : Int(product)
        }
        return nil
    }

    /// The whole number that stands before the unit, and nothing else.
    private static func count(_ text: String, before unit: String) -> Int64? {
        guard text.hasSuffix(unit) else { return nil }
        let digits = text.dropLast(unit.count)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(digits)
    }
}
