package import Reactor
import Supervision
package import Telemetry

/// Serves HTTP/1.1 on every loop, until its task is cancelled.
///
/// With several loops each has a listener of its own at the same port, and the kernel shares out
/// connections. On cancellation the port is given back first, requests under way are finished, and
/// connections that are idle are closed; `run` returns when the last one is gone.
package final class HTTPServer: Service {
    private let configuration: HTTPServerConfiguration
    private let router: HTTPRouter
    private let loops: EventLoopGroup
    private let log: Log
    private let metrics: HTTPMetrics
    private let onListening: (@Sendable (_ port: Int) -> Void)?

    /// `onListening` is told the port each time the server begins to listen.
    package init(
        configuration: HTTPServerConfiguration, router: HTTPRouter, loops: EventLoopGroup,
        log: Log, metrics: Metrics, onListening: (@Sendable (_ port: Int) -> Void)? = nil
    ) {
        self.configuration = configuration
        self.router = router
        self.loops = loops
        self.log = log
        self.metrics = HTTPMetrics(metrics, routes: router.routes)
        self.onListening = onListening
    }

    /// Listens and serves; throws a `ReactorError` or a `TLSError` when it can not.
    package func run() async throws {
        let tls = try configuration.tls.map { try TLSContext($0) }
        let census = ConnectionCensus(limit: configuration.maximumConnections)
        let acceptors = loops.loops.map { loop in
            HTTPAcceptor(
                loop: loop,
                service: HTTPService(
                    configuration: configuration, router: router, metrics: metrics, census: census,
                    tls: tls, log: log))
        }
        let listeners = try await listen(acceptors)
        if let port = listeners.first?.port {
            log.notice("listening", [.address: "\(configuration.host):\(port)"])
            onListening?(port)
        }
        await cancellation()
        for listener in listeners { listener.close() }
        log.notice("draining connections")
        await withDiscardingTaskGroup { group in
            for acceptor in acceptors {
                group.addTask(name: "drain") { await acceptor.drain() }
            }
        }
    }

    private func listen(_ acceptors: [HTTPAcceptor]) async throws(ReactorError) -> [TCPListener] {
        var listeners: [TCPListener] = []
        var port = configuration.port
        do throws(ReactorError) {
            for acceptor in acceptors {
                let listener = try await TCPListener.bind(
                    host: configuration.host, port: port, reusePort: acceptors.count > 1,
                    backlog: configuration.backlog, on: acceptor.loop,
                    onAccept: { tcp in acceptor.assumeIsolated { $0.accepted(tcp) } })
                // All listeners share what the first was given.
                port = listener.port
                listeners.append(listener)
            }
        } catch {
            for listener in listeners { listener.close() }
            throw error
        }
        return listeners
    }

    /// Returns when the task is cancelled.
    private func cancellation() async {
        let (never, _) = AsyncStream<Never>.makeStream(bufferingPolicy: .bufferingOldest(1))
        for await _ in never {}
    }
}
