/// The spelling rules of Prometheus for names.
enum MetricName {
    /// The name with everything a metric name can not contain replaced by an underscore.
    static func valid(_ name: String) -> String {
        repaired(name, allowsColon: true)
    }

    /// The same for the name of a label, which can not contain a colon either.
    static func validLabel(_ name: String) -> String {
        repaired(name, allowsColon: false)
    }

    private static func repaired(_ name: String, allowsColon: Bool) -> String {
        var result = ""
        for character in name.unicodeScalars {
            switch character {
            case "a"..."z", "A"..."Z", "_": result.unicodeScalars.append(character)
            case "0"..."9":
                if result.isEmpty { result.append("_") }
                result.unicodeScalars.append(character)
            case ":" where allowsColon: result.append(":")
            default: result.append("_")
            }
        }
        return result.isEmpty ? "_" : result
    }
}
