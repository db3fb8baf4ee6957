import Foundation

/// A value of a JSON5 file, before anybody has said what it should be.
enum SettingValue: Decodable, Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([SettingValue])
    case object([String: SettingValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([SettingValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: SettingValue].self))
        }
    }

    /// Reads a JSON5 file.
    static func file(at path: String) throws(SettingsError) -> SettingValue {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw SettingsError(["\(path): the file cannot be read"])
        }
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        do {
            return try decoder.decode(SettingValue.self, from: bytes)
        } catch let DecodingError.dataCorrupted(context) {
            let cause = context.underlyingError.map { " (\($0.localizedDescription))" } ?? ""
            throw SettingsError(["\(path): \(context.debugDescription)\(cause)"])
        } catch {
            throw SettingsError(["\(path): \(error.localizedDescription)"])
        }
    }

    /// What kind of value it is, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .text: "text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}

/// Everything that is wrong with a file, a line each.
package struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    package let problems: [String]

    init(_ problems: [String]) { self.problems = problems }

    package var description: String { problems.joined(separator: "\n") }
}
