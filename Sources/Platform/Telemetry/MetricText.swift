/// The Prometheus text format 0.0.4 while it is being written.
struct MetricText {
    private(set) var text = ""

    mutating func append(_ family: MetricFamily, named name: String) {
        text += "# HELP \(name) \(Self.escaped(help: family.help))\n"
        text += "# TYPE \(name) \(family.kind.rawValue)\n"
        for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
            switch series {
            case .counter(let counter): line(name, labels.text, "\(counter.value)")
            case .gauge(let gauge): line(name, labels.text, "\(gauge.value)")
            case .reading(let read): line(name, labels.text, Self.number(read()))
            case .histogram(let histogram): append(histogram.reading, name, labels.text)
            }
        }
    }

    /// Buckets are cumulative on the wire: each counts everything up to its bound.
    private mutating func append(_ reading: Histogram.Reading, _ name: String, _ labels: String) {
        let separator = labels.isEmpty ? "" : ","
        var total: UInt64 = 0
        for (index, count) in reading.counts.enumerated() {
            total &+= count
            let bound = index < reading.bounds.count ? reading.bounds[index] : .infinity
            let bucket = #"\#(labels)\#(separator)le="\#(Self.number(bound))""#
            line("\(name)_bucket", bucket, "\(total)")
        }
        line("\(name)_sum", labels, Self.number(reading.sum))
        line("\(name)_count", labels, "\(total)")
    }

    private mutating func line(_ name: String, _ labels: String, _ value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // A whole number is written as one: `5`, not `5.0`.
        if let whole = Int64(exactly: value) { return "\(whole)" }
        return "\(value)"
    }

    private static func escaped(help: String) -> String {
        var result = ""
        for character in help.unicodeScalars {
            switch character {
            case "\\": result += #"\\"#
            case "\n": result += #"\n"#
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
