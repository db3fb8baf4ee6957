internal import CLibuv
internal import Glibc
internal import Telemetry

/// A port that is listened to, on one loop.
///
/// Unchecked: `address` and `descriptor` are constant; all other state is read and written on the
/// loop's thread only, where the callbacks run and where every method hops first.
package final class TCPListener: LoopHandle, @unchecked Sendable {
    /// How many connections are taken before others on the loop have their turn.
    private static let batch = 64
    /// How long to wait for descriptors to be freed when there are none.
    private static let respite = Duration.milliseconds(100)

    /// The address listened to; when port 0 was asked for, the port the system chose.
    package let address: SocketAddress

    private let descriptor: Int32
    private var onAccept: (@Sendable (TCPConnection) -> Void)?
    private var respite: LoopTimer?
    private var isPaused = false
    /// Whether the last attempt was refused: a shortage is logged once, not ten times a second.
    private var isShort = false

    private init(
        _ address: SocketAddress, reusePort: Bool, backlog: Int, on loop: EventLoop,
        onAccept: @escaping @Sendable (TCPConnection) -> Void
    ) throws(ReactorError) {
        let descriptor = try ListeningSocket.open(
            address, reusePort: reusePort, backlog: Int32(clamping: max(1, backlog)))
        self.descriptor = descriptor
        self.address = ListeningSocket.boundAddress(of: descriptor) ?? address
        self.onAccept = onAccept
        do throws(ReactorError) {
            try super.init(uv_poll_t.self, on: loop, during: "listen") { uv, handle in
                uv_poll_init(uv, handle, descriptor)
            }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        listen()
    }

    /// Listens at an address in digits, such as `0.0.0.0` or `::`, which takes IPv4 as well.
    ///
    /// With `reusePort` several loops listen at one port and the kernel shares out connections.
    /// `onAccept` runs on the loop; it starts the connection or closes it. When there are no
    /// descriptors left the listener says so in the log and tries again by itself.
    package static func bind(
        host: String, port: Int, reusePort: Bool = true, backlog: Int = 1_024, on loop: EventLoop,
        onAccept: @escaping @Sendable (TCPConnection) -> Void
    ) async throws(ReactorError) -> TCPListener {
        guard let address = SocketAddress(host, port: port) else {
            throw ReactorError(.invalidAddress, during: "listen")
        }
        return try await loop.visit { () throws(ReactorError) in
            try TCPListener(
                address, reusePort: reusePort, backlog: backlog, on: loop,
                onAccept: onAccept)
        }
    }

    /// The port listened to.
    package var port: Int { Int(address.port) }

    /// Takes no more connections for now; the kernel lets them wait.
    package func pauseAccepting() {
        loop.onLoop { [self] in
            isPaused = true
            guard let handle = handle(as: uv_poll_t.self) else { return }
            uv_poll_stop(handle)
        }
    }

    /// Takes connections again.
    package func resumeAccepting() {
        loop.onLoop { [self] in
            guard isPaused else { return }
            isPaused = false
            if respite == nil { listen() }
        }
    }

    /// Stops listening and gives the port back; connections already taken are not touched.
    package func close() {
        loop.onLoop { [self] in
            guard let handle = handle(as: uv_poll_t.self) else { return }
            onAccept = nil
            respite?.cancel()
            respite = nil
            uv_poll_stop(handle)
            Glibc.close(descriptor)
            closeHandle()
        }
    }

    override func loopIsStopping() { close() }

    private func listen() {
        guard !isPaused, let handle = handle(as: uv_poll_t.self) else { return }
        let status = uv_poll_start(handle, Int32(UV_READABLE.rawValue)) { handle, _, _ in
            // An error on a listening socket shows in accepting, so the status adds nothing.
            (LoopHandle.owner(of: handle) as? TCPListener)?.acceptWaiting()
        }
        if status < 0 { rest(ReactorError(status: status, during: "listen")) }
    }

    private func acceptWaiting() {
        loop.meter.begin()
        for _ in 0..<Self.batch {
            guard !isPaused, !isClosing else { return }
            switch ListeningSocket.accept(from: descriptor) {
            case .connection(let accepted, let peer):
                isShort = false
                do throws(ReactorError) {
                    onAccept?(try TCPConnection(accepted: accepted, from: peer, on: loop))
                } catch {
                    report(error)
                }
            case .lost:
                continue
            case .none:
                return
            case .refused(let error):
                return rest(error)
            }
        }
    }

    /// Looks away for a while: the socket stays readable, and watching it would spin.
    private func rest(_ error: ReactorError) {
        if let handle = handle(as: uv_poll_t.self) { uv_poll_stop(handle) }
        respite = loop.schedule(after: Self.respite) { [self] in
            respite = nil
            listen()
        }
        report(error)
    }

    private func report(_ error: ReactorError) {
        loop.refusedAccepts.increment()
        guard !isShort else { return }
        isShort = true
        loop.log.error("can not accept connections", [.error: error.description])
    }
}
