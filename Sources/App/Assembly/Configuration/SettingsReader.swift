/// Reads settings one by one, and remembers every fault with its path.
///
/// A setting is looked up in the environment first: `http.port` is `STROWGER_HTTP_PORT`. Reading
/// goes on after a fault, so that all of them are reported at once; a name that nobody asked for is
/// a fault too, being most likely a misspelling.
struct SettingsReader {
    private(set) var problems: [String] = []
    private let root: [String: SettingValue]
    private let environment: [String: String]
    /// The settings that were looked for.
    private(set) var asked: Set<String> = []

    init(_ value: SettingValue, environment: [String: String] = [:]) {
        self.environment = environment
        if case .object(let members) = value {
            root = members
        } else {
            root = [:]
            problems.append("the file: expected an object, found \(value.kind)")
        }
    }

    // MARK: - Reading

    mutating func text(_ path: String, _ target: inout String) {
        switch value(path) {
        case .text(let text)?: target = text
        case let other?: expected("text", path, other)
        case nil: break
        }
    }

    /// Text that may be absent; `null` and an empty text are none.
    mutating func text(_ path: String, _ target: inout String?) {
        switch value(path) {
        case .text(let text)?: target = text.isEmpty ? nil : text
        case .null?: target = nil
        case let other?: expected("text", path, other)
        case nil: break
        }
    }

    /// A list of texts; in the environment they are separated by commas.
    mutating func texts(_ path: String, _ target: inout [String]) {
        switch value(path) {
        case .text(let text)?:
            target = text.split(separator: ",").map(String.init)
        case .list(let values)?:
            target = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
            if target.count != values.count { fault(path, "must be a list of texts") }
        case let other?: expected("a list of texts", path, other)
        case nil: break
        }
    }

    mutating func number(_ path: String, _ target: inout Int, in range: ClosedRange<Int>) {
        guard let number = double(path, whole: true) else { return }
        guard Double(range.lowerBound) <= number, number <= Double(range.upperBound) else {
            return fault(path, "must be from \(range.lowerBound) to \(range.upperBound)")
        }
        target = Int(number)
    }

    mutating func number(_ path: String, _ target: inout Double, atLeast least: Double) {
        guard let number = double(path, whole: false) else { return }
        guard number >= least, number.isFinite else {
            return fault(path, "must be at least \(least)")
        }
        target = number
    }

    mutating func flag(_ path: String, _ target: inout Bool) {
        switch value(path) {
        case .bool(let flag)?: target = flag
        case .text("true")?: target = true
        case .text("false")?: target = false
        case let other?: expected("true or false", path, other)
        case nil: break
        }
    }

    mutating func duration(
        _ path: String, _ target: inout Duration, atLeast least: Duration = .milliseconds(1)
    ) {
        guard let value = value(path) else { return }
        guard case .text(let text) = value, let duration = Quantity.duration(text) else {
            return fault(path, "must be a duration such as \"250ms\", \"2s\", \"5m\" or \"4h\"")
        }
        guard duration >= least else { return fault(path, "must be at least \(least)") }
        target = duration
    }

    mutating func bytes(_ path: String, _ target: inout Int) {
        switch value(path) {
        case .number(let number)? where number >= 1 && number < 1e15 && number == number.rounded():
            target = Int(number)
        case .text(let text)?:
            guard let bytes = Quantity.bytes(text), bytes > 0 else {
                return fault(path, "must be a size such as \"64KiB\" or \"256MiB\"")
            }
            target = bytes
        case let other?: expected("a size", path, other)
        case nil: break
        }
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ path: String, _ target: inout Choice
    ) {
        guard let value = value(path) else { return }
        guard case .text(let text) = value, let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            return fault(path, "must be one of \(words)")
        }
        target = choice
    }

    /// A fault that only the caller can see.
    mutating func fault(_ path: String, _ message: String) {
        problems.append("\(path): \(message)")
    }

    /// Reports settings that nobody asked for.
    mutating func reportUnknown() {
        var unknown: [String] = []
        Self.collect(root, below: "", asked: asked, into: &unknown)
        for path in unknown.sorted() { fault(path, "is not a setting") }
        let names = Set(asked.map(Self.environmentName))
        for name in environment.keys.sorted()
        where name.hasPrefix("STROWGER_") && !names.contains(name) && !Self.isForScripts(name) {
            problems.append("\(name): names no setting")
        }
    }

    // MARK: - Finding

    static func environmentName(_ path: String) -> String {
        "STROWGER_" + path.uppercased().replacing(".", with: "_")
    }

    /// The tests' and scripts' own variables share the prefix.
    private static func isForScripts(_ name: String) -> Bool {
        // Passwords are for the script that makes the database's roles, and for compose.
        name.hasSuffix("_PASSWORD")
            || ["STROWGER_TEST_", "STROWGER_RUN_", "STROWGER_BENCH_"].contains {
                name.hasPrefix($0)
            }
    }

    private mutating func value(_ path: String) -> SettingValue? {
        asked.insert(path)
        if let text = environment[Self.environmentName(path)] { return .text(text) }
        var members = root
        let names = path.split(separator: ".").map(String.init)
        for name in names.dropLast() {
            guard case .object(let inner)? = members[name] else { return nil }
            members = inner
        }
        return names.last.flatMap { members[$0] }
    }

    private mutating func double(_ path: String, whole: Bool) -> Double? {
        let number: Double?
        switch value(path) {
        case .number(let value)?: number = value
        case .text(let text)?: number = Double(text)
        case let other?:
            expected(whole ? "a whole number" : "a number", path, other)
            return nil
        case nil: return nil
        }
        guard let number, number.isFinite, !whole || number == number.rounded() else {
            fault(path, whole ? "must be a whole number" : "must be a number")
            return nil
        }
        return number
    }

    private mutating func expected(_ what: String, _ path: String, _ found: SettingValue) {
        fault(path, "must be \(what), found \(found.kind)")
    }

    private static func collect(
        _ members: [String: SettingValue], below prefix: String, asked: Set<String>,
        into unknown: inout [String]
    ) {
        for (name, value) in members {
            let path = prefix + name
            if asked.contains(path) { continue }
            if case .object(let inner) = value, asked.contains(where: { $0.hasPrefix(path + ".") })
            {
                collect(inner, below: path + ".", asked: asked, into: &unknown)
            } else {
                unknown.append(path)
            }
        }
    }
}
