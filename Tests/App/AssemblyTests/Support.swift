import Foundation
import Testing

@testable import Assembly

/// The repository's own files.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ relative: String) -> String { root.appending(path: relative).path }
}

/// Runs the body with a file of this content, which is gone afterwards.
func withFile<Value>(
    _ content: String, permissions: Int = 0o600, _ body: (String) throws -> Value
) throws -> Value {
    let path = FileManager.default.temporaryDirectory
        .appending(path: "strowger-\(UUID().uuidString).json5").path
    let isMade = FileManager.default.createFile(
        atPath: path, contents: Data(content.utf8), attributes: [.posixPermissions: permissions])
    try #require(isMade)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
}

/// The problems a body throws; none when it does not throw.
func problems(_ body: () throws -> Void) throws -> [String] {
    do {
        try body()
        return []
    } catch let error as SettingsError {
        return error.problems
    }
}

extension SettingValue {
    /// The value with another one at a path of names and places, such as `agents.0.name`.
    func replacing(_ path: String, with value: SettingValue?) -> SettingValue {
        replacing(path.split(separator: ".").map(String.init)[...], with: value)
    }

    private func replacing(
        _ path: ArraySlice<String>, with value: SettingValue?
    ) -> SettingValue {
        guard let name = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        switch self {
        case .object(var members):
            members[name] =
                rest.isEmpty ? value : (members[name] ?? .object([:])).replacing(rest, with: value)
            return .object(members)
        case .list(var values):
            guard let place = Int(name), values.indices.contains(place) else { return self }
            values[place] = values[place].replacing(rest, with: value)
            return .list(values)
        case .null, .bool, .number, .text:
            return self
        }
    }

    /// Every value that is no object, by its path.
    var leaves: [String: SettingValue] {
        guard case .object(let members) = self else { return ["": self] }
        var leaves: [String: SettingValue] = [:]
        for (name, value) in members {
            for (path, leaf) in value.leaves {
                leaves[path.isEmpty ? name : "\(name).\(path)"] = leaf
            }
        }
        return leaves
    }
}
