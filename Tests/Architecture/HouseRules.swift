import Foundation
import Testing

/// What the formatter and the compiler can not see.
@Suite struct `The house` {
    private var sources: [SourceFile] {
        SourceFile.everything.filter { $0.path.hasPrefix("Sources/") }
    }
    private var everything: [SourceFile] { SourceFile.everything }

    @Test func `is found from its tests`() {
        #expect(sources.count > 20)
    }

    @Test func `keeps a file to four hundred lines`() {
        holds(everything.filter { $0.lines.count > 400 }.map { "\($0.path): \($0.lines.count)" })
    }

    @Test func `names nothing after a job not yet known`() {
        let endings = [
            "Manager", "Helper", "Util", "Utils", "Handler", "Processor", "Data", "Info", "Impl",
        ]
        let declaration = /\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/
        var found: [String] = []
        for file in sources {
            let types = file.code.flatMap {
                $0.matches(of: declaration).map { String($0.output.1) }
            }
            for name in Set(types + [file.name]) where endings.contains(where: name.hasSuffix) {
                found.append("\(file.path): \(name)")
            }
        }
        holds(found)
    }

    @Test func `lets no task loose without saying why`() {
        let loose = /\bTask(\.detached|\.immediate)?\s*(\([^)]*\))?\s*\{/
        var found: [String] = []
        for file in sources {
            for line in file.code.indices where file.code[line].contains(loose) {
                // The comment may stand over the statement the task is part of.
                let isExplained = file.lines[max(0, line - 2)...line].contains { $0.contains("//") }
                if !isExplained { found.append(file.place(line)) }
            }
        }
        holds(found)
    }

    @Test func `keeps unsafe code behind its fence`() {
        let fence = [
            "Sources/Platform/Reactor/", "Sources/Platform/Cryptography/",
            "Sources/Protocols/Postgres/", "Sources/Protocols/Redis/", "Sources/Protocols/HTTP/TLS",
        ]
        let unsafe =
            /@unchecked\s+Sendable|nonisolated\(unsafe\)|Unsafe|OpaquePointer|unsafeBitCast/
        holds(
            sources.filter { file in !fence.contains(where: file.path.hasPrefix) }
                .flatMap { $0.places(matching: unsafe) })
    }

    @Test func `proves each unchecked promise beside it`() {
        let unchecked = /@unchecked\s+Sendable|nonisolated\(unsafe\)/
        var found: [String] = []
        for file in sources {
            for line in file.code.indices where file.code[line].contains(unchecked) {
                let before = file.lines[max(0, line - 3)...line]
                if !before.contains(where: { $0.contains("//") }) { found.append(file.place(line)) }
            }
        }
        holds(found)
    }

    @Test func `shows nothing to the outside`() {
        // Generics of another module are specialised only when they are public; on the way of every
        // request that is worth more than the rule.
        let specialised = ["Guarded", "Deque"]
        holds(
            everything.filter { !specialised.contains($0.name) }
                .flatMap { $0.places(matching: /\bpublic\b/) })
    }

    @Test func `has no trap within reach of the network`() {
        let trap = /\btry!|\bas!|\b(fatalError|preconditionFailure)\s*\(|[\w)\]]!(?![=\w])/
        holds(sources.flatMap { $0.places(matching: trap) })
    }

    @Test func `leaves nothing for later in a comment`() {
        var found: [String] = []
        for file in everything where !file.path.hasPrefix("Tests/Architecture/") {
            for line in file.lines.indices
            where file.lines[line].contains(/\b(TODO|FIXME|XXX|HACK)\b/) {
                found.append(file.place(line))
            }
        }
        holds(found)
    }

    @Test func `keeps Foundation off the voice path`() {
        let folders = [
            "Sources/Domain/", "Sources/Platform/", "Sources/Protocols/",
            "Sources/Engine/CallEngine/",
            "Sources/Interface/VoiceHooks/",
        ]
        holds(
            sources.filter { file in folders.contains(where: file.path.hasPrefix) }
                .flatMap { $0.places(matching: /\bimport\s+Foundation/) })
    }

    @Test func `embeds every migration of the folder, in order`() throws {
        let folder = SourceFile.root.appending(path: "Sources/Engine/Persistence/Migrations")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let list = sources.first { $0.name == "Migration" }
        let listed = list?.lines.compactMap { line in
            line.firstMatch(
                of: /number: (\d+), name: "(\w+)", sql: PackageResources\._(\d+)_(\w+)_sql/)
        }
        let expected = try files.enumerated().map { index, file in
            let match = try #require(file.wholeMatch(of: /0(\d{3})_(\w+)\.sql/))
            return "\(index + 1) \(match.output.2) \(match.output.1)_\(match.output.2)"
        }
        #expect(listed?.map { "\($0.1) \($0.2) \($0.3)_\($0.4)" } == expected)
    }

    private func holds(_ violations: [String], at location: SourceLocation = #_sourceLocation) {
        #expect(
            violations.isEmpty, "\(violations.joined(separator: "\n"))", sourceLocation: location)
    }
}
