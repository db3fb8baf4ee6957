import HTTP
import Locks
import Reactor
import Telemetry
import Testing

/// A server on a port of its own, for the length of one test.
struct RunningServer: Sendable {
    let port: Int
    let loops: EventLoopGroup
    let metrics: Metrics
    /// Asks the server to stop, as a supervisor would.
    let cancel: @Sendable () -> Void

    var loop: EventLoop { loops.loops[0] }

    func connect() async throws -> TestPeer {
        let address = try #require(SocketAddress("127.0.0.1", port: port))
        let tcp = try await TCPConnection.connect(
            to: address, on: loops.next(), timeout: .seconds(10))
        return TestPeer(tcp)
    }

    /// Sends one text over a connection of its own and gives all that comes back until the end.
    func exchange(_ text: String) async throws -> String {
        let peer = try await connect()
        peer.send(text)
        return await peer.untilEnd()
    }
}

/// Runs a server while the body runs, and awaits its stop.
func withServer(
    _ routes: [HTTPRoute], loops count: Int = 1,
    configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    _ body: (RunningServer) async throws -> Void
) async throws {
    let loops = try EventLoopGroup(count: count)
    var configuration = HTTPServerConfiguration(port: 0)
    configure(&configuration)
    let metrics = Metrics()
    let ports = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingOldest(1))
    let server = HTTPServer(
        configuration: configuration, router: try HTTPRouter(routes), loops: loops,
        log: .discarding,
        metrics: metrics, onListening: { ports.continuation.yield($0) })
    let running = Task {
        defer { ports.continuation.finish() }
        try await server.run()
    }
    var iterator = ports.stream.makeAsyncIterator()
    if let port = await iterator.next() {
        do {
            try await body(
                RunningServer(
                    port: port, loops: loops, metrics: metrics, cancel: { running.cancel() }))
        } catch {
            Issue.record(error)
        }
    }
    running.cancel()
    let result = await running.result
    await loops.shutDown()
    try result.get()
}

/// A client that speaks raw bytes.
final class TestPeer: Sendable {
    private struct State {
        var text = ""
        var hasEnded = false
        var waiting: (when: @Sendable (String) -> Bool, CheckedContinuation<String, Never>)?
    }

    let tcp: TCPConnection
    private let state = Guarded(State())

    init(_ tcp: TCPConnection) {
        self.tcp = tcp
        tcp.start(
            onBytes: { bytes in
                let text = String(decoding: [UInt8](bytes), as: UTF8.self)
                self.changed { $0.text += text }
            },
            onEnd: { tcp.close() },
            onClosed: { _ in self.changed { $0.hasEnded = true } })
    }

    func send(_ text: String) {
        tcp.write(Array(text.utf8))
    }

    /// Waits until the peer has ended, and gives all it sent since the last call.
    func untilEnd() async -> String {
        await received { _ in false }
    }

    /// Waits for a text, and gives everything up to it; less when the peer ended before.
    func until(_ end: String) async -> String {
        await received { $0.hasSuffix(end) }
    }

    private func received(when: @escaping @Sendable (String) -> Bool) async -> String {
        await withCheckedContinuation { continuation in
            changed { $0.waiting = (when, continuation) }
        }
    }

    private func changed(_ change: (inout State) -> Void) {
        let ready: (CheckedContinuation<String, Never>, String)? = state.withLock { state in
            change(&state)
            guard let waiting = state.waiting, state.hasEnded || waiting.when(state.text) else {
                return nil
            }
            state.waiting = nil
            defer { state.text = "" }
            return (waiting.1, state.text)
        }
        ready?.0.resume(returning: ready?.1 ?? "")
    }
}

/// The usual routes of these tests.
let testRoutes = [
    HTTPRoute(.get, "/hello") { _, _ in .now(.text("hello")) },
    HTTPRoute([.get, .post], "/echo/{word}", bodyLimit: 100) { request, _ in
        .now(
            .text(
                "\(request.parameters["word"] ?? "-"):\(String(decoding: request.body, as: UTF8.self))"
            ))
    },
    HTTPRoute(.post, "/later") { request, loop in
        .later {
            await loop.sleep(for: .milliseconds(request.body.isEmpty ? 0 : 20))
            return .text("later \(loop.isCurrent) \(request.correlation.text)")
        }
    },
    HTTPRoute(.post, "/json", contentTypes: ["application/json"]) { _, _ in .now(.empty()) },
]
