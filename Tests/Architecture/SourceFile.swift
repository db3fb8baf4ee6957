import Foundation

/// A Swift file of the repository, as it is and with comments and string literals blanked out.
struct SourceFile: Sendable, CustomStringConvertible {
    /// The path from the root of the repository.
    let path: String
    let lines: [String]
    /// The same lines holding only code, so that prose can not look like a violation.
    let code: [String]

    var description: String { path }
    var name: String { String(path.split(separator: "/").last?.dropLast(".swift".count) ?? "") }

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file of the project, read once.
    static let everything = ["Sources", "Tests", "Benchmarks"].flatMap(all)

    private static func all(under folder: String) -> [SourceFile] {
        let base = root.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: base.path)?.allObjects ?? []
        return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
            .compactMap { path in
                let text = try? String(contentsOf: base.appending(path: path), encoding: .utf8)
                return text.map { SourceFile(path: "\(folder)/\(path)", text: $0) }
            }
    }

    init(path: String, text: String) {
        self.path = path
        lines = Self.split(text)
        code = Self.split(SourceText.withoutProse(text))
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The places where code matches, as `path:line: text`.
    func places<Output>(matching pattern: Regex<Output>) -> [String] {
        code.indices.filter { code[$0].contains(pattern) }.map(place)
    }

    /// One line, as `path:line: text`.
    func place(_ line: Int) -> String {
        "\(path):\(line + 1): \(lines[line].trimmingCharacters(in: .whitespaces))"
    }
}
