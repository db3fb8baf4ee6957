/// The labels of one series, sorted, valid and rendered once.
struct MetricLabels: Hashable, Comparable, Sendable {
    /// `name="value",…` without the braces; empty when there are no labels.
    let text: String

    init(_ labels: [(String, String)]) {
        var byName: [String: String] = [:]
        for (name, value) in labels {
            var name = MetricName.validLabel(name)
            // The name of the bucket label, which the format keeps for histograms.
            if name == "le" { name = "le_" }
            if byName[name] == nil { byName[name] = value }
        }
        text = byName.sorted { $0.key < $1.key }
            .map { #"\#($0.key)="\#(Self.escaped($0.value))""# }
            .joined(separator: ",")
    }

    static func < (left: MetricLabels, right: MetricLabels) -> Bool {
        left.text < right.text
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": result += #"\\"#
            case "\"": result += #"\""#
            case "\n": result += #"\n"#
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
