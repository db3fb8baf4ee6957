import Foundation

/// Results as a table for people and as JSON for programs.
enum Report {
    static func show(_ results: [Benchmark.Result], json: Bool) {
        if json {
            let rows = results.map {
                #"{"name":"\#($0.name)","median_ns":\#(rounded($0.median)),"best_ns":\#(rounded($0.best)),"p90_ns":\#(rounded($0.p90))}"#
            }
            print("[" + rows.joined(separator: ",\n ") + "]")
            return
        }
        let width = results.map(\.name.count).max() ?? 0
        print(
            "benchmark".padding(toLength: width, withPad: " ", startingAt: 0)
                + "      median        best         p90")
        for result in results {
            let name = result.name.padding(toLength: width, withPad: " ", startingAt: 0)
            print("\(name) \(cell(result.median)) \(cell(result.best)) \(cell(result.p90))")
        }
    }

    private static func rounded(_ value: Double) -> String { String(format: "%.1f", value) }

    private static func cell(_ nanoseconds: Double) -> String {
        let text =
            switch nanoseconds {
            case ..<1_000: String(format: "%.0f ns", nanoseconds)
            case ..<1_000_000: String(format: "%.2f µs", nanoseconds / 1_000)
            default: String(format: "%.2f ms", nanoseconds / 1_000_000)
            }
        return String(repeating: " ", count: max(0, 11 - text.count)) + text
    }
}
