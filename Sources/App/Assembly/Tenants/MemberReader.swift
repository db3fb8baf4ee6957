import CXML
import Foundation
import Telephony

/// Reads the members of one object of a tenant file, and remembers every fault with its path.
struct MemberReader {
    let path: String
    private(set) var problems: [String] = []
    private let members: [String: SettingValue]
    private var asked: Set<String> = []

    init(_ value: SettingValue, at path: String) {
        self.path = path
        if case .object(let members) = value {
            self.members = members
        } else {
            members = [:]
            problems.append("\(path): must be an object, found \(value.kind)")
        }
    }

    // MARK: - Values

    mutating func text(_ name: String) -> String? {
        switch take(name) {
        case .text(let text)?: return text
        case .null?, nil: return nil
        case let other?:
            fault(name, "must be text, found \(other.kind)")
            return nil
        }
    }

    /// Text that must be there and must not be empty.
    mutating func requiredText(_ name: String, atMost limit: Int = 255) -> String {
        guard let value = take(name), value != .null, value != .text("") else {
            fault(name, "is missing")
            return ""
        }
        guard case .text(let text) = value else {
            fault(name, "must be text, found \(value.kind)")
            return ""
        }
        // As the database counts.
        if text.unicodeScalars.count > limit {
            fault(name, "must not be longer than \(limit) characters")
        }
        return text
    }

    /// The text of a UUID, in lower case.
    mutating func uuid(_ name: String) -> String? {
        guard let text = text(name) else { return nil }
        if let uuid = Self.uuid(text) { return uuid }
        fault(name, "must be a UUID")
        return nil
    }

    /// A UUID in the one spelling under which it is stored and looked up.
    static func uuid(_ text: String) -> String? { UUID(uuidString: text)?.uuidString.lowercased() }

    /// Reports a text that a document could not carry.
    mutating func check<Value>(_ name: String, _ make: () throws(CXMLError) -> Value) {
        do throws(CXMLError) { _ = try make() } catch {
            fault(name, "cannot be sent to the switch: \(error)")
        }
    }

    mutating func flag(_ name: String, default value: Bool) -> Bool {
        switch take(name) {
        case .bool(let flag)?: return flag
        case .null?, nil: return value
        case let other?:
            fault(name, "must be true or false, found \(other.kind)")
            return value
        }
    }

    mutating func number(_ name: String, in range: ClosedRange<Int>) -> Int? {
        switch take(name) {
        case .number(let number)? where number == number.rounded() && abs(number) < 1e15:
            if range.contains(Int(number)) { return Int(number) }
            fault(name, "must be from \(range.lowerBound) to \(range.upperBound)")
            return nil
        case .null?, nil: return nil
        case .some:
            fault(name, "must be a whole number")
            return nil
        }
    }

    /// Whole seconds, which is what the switch and the database count in.
    mutating func duration(_ name: String, atMost limit: Duration) -> Duration? {
        guard let text = text(name) else { return nil }
        guard let duration = Quantity.duration(text), duration.components.attoseconds == 0,
            duration >= .seconds(1)
        else {
            fault(name, "must be a duration of whole seconds, such as \"20s\" or \"1h\"")
            return nil
        }
        guard duration <= limit else {
            fault(name, "must be at most \(limit.components.seconds) seconds")
            return nil
        }
        return duration
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, default value: Choice
    ) -> Choice {
        guard let text = text(name) else { return value }
        if let choice = Choice(rawValue: text) { return choice }
        let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        fault(name, "must be one of \(words)")
        return value
    }

    mutating func pattern(_ name: String, default text: String? = nil) -> NumberPattern? {
        guard let text = self.text(name) ?? text else {
            fault(name, "is missing")
            return nil
        }
        if let pattern = NumberPattern(text) { return pattern }
        fault(name, "\"\(text)\" is no pattern: digits, digits and a trailing *, * or a name")
        return nil
    }

    // MARK: - Structure

    mutating func texts(_ name: String) -> [String] {
        list(name).compactMap { item in
            if case .text(let text) = item.value { return text }
            problems.append("\(item.path): must be text, found \(item.value.kind)")
            return nil
        }
    }

    mutating func object(_ name: String) -> SettingValue? {
        switch take(name) {
        case .null?, nil: nil
        case let value?: value
        }
    }

    mutating func list(_ name: String) -> [(value: SettingValue, path: String)] {
        switch take(name) {
        case .list(let values)?:
            return values.enumerated().map { ($0.element, "\(path).\(name)[\($0.offset)]") }
        case .null?, nil: return []
        case let other?:
            fault(name, "must be a list, found \(other.kind)")
            return []
        }
    }

    mutating func fault(_ name: String, _ message: String) {
        problems.append("\(path).\(name): \(message)")
    }

    /// The faults so far, together with the names that nobody asked for.
    func finished() -> [String] {
        problems
            + members.keys.filter { !asked.contains($0) }.sorted().map {
                "\(path).\($0): is not a member of this object"
            }
    }

    private mutating func take(_ name: String) -> SettingValue? {
        asked.insert(name)
        return members[name]
    }
}
