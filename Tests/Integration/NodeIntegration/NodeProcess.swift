import Foundation
import IntegrationSupport
import Testing

/// A node that runs as a process of its own.
struct NodeProcess: Sendable {
    let child: Child
    let port: Int

    struct NotServing: Error {
        let output: String
    }

    /// Starts a node and waits until it is ready.
    static func start(_ site: Site, _ changes: [String: String] = [:]) async throws -> NodeProcess {
        let child = try Child(
            Site.program, ["serve"], environment: site.environment(changes))
        var port: Int?
        let isReady = try await eventually(within: .seconds(20)) {
            guard child.status == nil else { throw NotServing(output: child.output) }
            port = port ?? listeningPort(in: child.output)
            guard let port else { return false }
            return await onThread {
                let request = WebRequest(method: "GET", path: "/readyz")
                return (try? HTTPLine(port: port).send(request).status) == 200
            }
        }
        guard isReady, let port else {
            await child.end()
            throw NotServing(output: child.output)
        }
        return NodeProcess(child: child, port: port)
    }

    /// Runs the body with a node that is gone afterwards, however the body ends.
    static func with(
        _ site: Site, _ changes: [String: String] = [:],
        _ body: (NodeProcess) async throws -> Void
    ) async throws {
        let node = try await start(site, changes)
        do {
            try await body(node)
            await node.child.end()
        } catch {
            await node.child.end()
            print(node.child.output.suffix(2_000))
            throw error
        }
    }

    /// Sends a request on a connection of its own.
    func send(_ request: WebRequest) async throws -> HTTPLine.Reply {
        let port = port
        return try await onThread {
            Result { try HTTPLine(port: port).send(request) }
        }.get()
    }

    /// Sends a request for instructions; the document is legal.
    func ask(_ request: WebRequest) async throws -> Document {
        try Document(try await send(request))
    }

    /// The value of a metric with its labels, as it is scraped.
    func metric(_ name: String) async throws -> Double? {
        let text = try await send(WebRequest(method: "GET", path: "/metrics")).text
        return text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .flatMap { Double($0.dropFirst(name.count + 1)) }
    }

    private static func listeningPort(in log: String) -> Int? {
        for line in log.split(separator: "\n") where line.contains("\"listening\"") {
            if let match = line.firstMatch(of: /port (\d+)/) { return Int(match.output.1) }
        }
        return nil
    }
}
