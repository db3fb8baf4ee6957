import Reactor
import Telemetry

/// A wire between client and server that a test can cut, mend and make silent.
actor Relay {
    private nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let target: SocketAddress
    private var listener: TCPListener?
    private var ends: [TCPConnection] = []
    private var isSilent = false
    private(set) var port = 0

    init(to target: SocketAddress, on loop: EventLoop) {
        self.target = target
        self.loop = loop
    }

    /// Listens, at the same port as before when there was one.
    func open() async throws {
        isSilent = false
        let listener = try await TCPListener.bind(
            host: "127.0.0.1", port: port, on: loop
        ) { [self] client in
            assumeIsolated { $0.accepted(client) }
        }
        port = listener.port
        self.listener = listener
    }

    /// Refuses newcomers and resets everybody.
    func cut() {
        listener?.close()
        listener = nil
        for end in ends { end.reset() }
        ends = []
    }

    /// Swallows every byte from now on, as a network does whose peer is gone.
    func fallSilent() {
        isSilent = true
    }

    private func accepted(_ client: TCPConnection) {
        ends.append(client)
        // A test's relay has no service to belong to.
        Task { await join(client) }
    }

    private func join(_ client: TCPConnection) async {
        guard
            let server = try? await TCPConnection.connect(
                to: target, on: loop, timeout: .seconds(5))
        else { return client.close() }
        ends.append(server)
        pipe(client, to: server)
        pipe(server, to: client)
    }

    private func pipe(_ from: TCPConnection, to other: TCPConnection) {
        from.start(
            onBytes: { [self] bytes in
                let isSilent = assumeIsolated { $0.isSilent }
                if !isSilent { other.write(bytes) }
            },
            onEnd: { other.closeAfterWrites() },
            onClosed: { _ in other.closeAfterWrites() })
    }
}
