import Foundation

/// How a run of load went.
struct LoadResult: Sendable {
    let options: LoadOptions
    let answered: UInt64
    /// Requests sent, those of the warm-up too: what the server's processor time divides by.
    let sent: UInt64
    /// Answers other than 200, and connections the server closed.
    let failed: UInt64
    /// Requests that were due at the end and had not been sent: a queue that grew.
    let behind: Int
    let histogram: LatencyHistogram

    var perSecond: Double { Double(answered) / options.seconds }

    func show() {
        func microseconds(_ share: Double) -> String {
            String(format: "%.0f", Double(histogram.quantile(share)) / 1_000)
        }
        let values = [
            ("requests_per_second", String(format: "%.0f", perSecond)),
            ("answered", String(answered)), ("sent", String(sent)), ("failed", String(failed)),
            ("behind", String(behind)), ("p50_us", microseconds(0.5)),
            ("p90_us", microseconds(0.9)), ("p99_us", microseconds(0.99)),
            ("p999_us", microseconds(0.999)),
            ("max_us", String(format: "%.0f", Double(histogram.maximum) / 1_000)),
        ]
        if options.json {
            print("{" + values.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}")
        } else {
            for (name, value) in values {
                print(name.padding(toLength: 20, withPad: " ", startingAt: 0) + " " + value)
            }
        }
    }
}
