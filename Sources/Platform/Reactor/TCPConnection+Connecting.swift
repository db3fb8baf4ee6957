internal import CLibuv

extension TCPConnection {
    /// Connects to an address; the connection does nothing before it is started.
    ///
    /// A `loopClosed`, `timedOut` or `refused` error leaves nothing behind.
    package static func connect(
        to address: SocketAddress, on loop: EventLoop, timeout: Duration
    ) async throws(ReactorError) -> TCPConnection {
        try await loop.wait { waiting in
            Attempt(waiting).start(address, on: loop, timeout: timeout)
        }.get()
    }
}

/// One attempt to connect.
///
/// Unchecked: all state is read and written on the loop's thread, where `start`, the timer and
/// libuv's callback run. The continuation is taken out in `settle` alone, so it resumes once.
private final class Attempt: @unchecked Sendable {
    private var waiting: UnsafeContinuation<Result<TCPConnection, ReactorError>, Never>?
    private var connection: TCPConnection?
    private var timer: LoopTimer?

    init(_ waiting: UnsafeContinuation<Result<TCPConnection, ReactorError>, Never>) {
        self.waiting = waiting
    }

    func start(_ address: SocketAddress, on loop: EventLoop, timeout: Duration) {
        do throws(ReactorError) {
            let connection = try TCPConnection(connectingTo: address, on: loop)
            self.connection = connection
            try connect(connection, to: address)
        } catch {
            return settle(.failure(error))
        }
        timer = loop.schedule(after: timeout) { [self] in
            settle(.failure(ReactorError(.timedOut, during: "connect")))
        }
    }

    private func connect(
        _ connection: TCPConnection, to address: SocketAddress
    ) throws(ReactorError) {
        guard let handle = connection.handle(as: uv_tcp_t.self) else { return }
        let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let status = address.withStorage { storage, _ in
            uv_tcp_connect(request, handle, storage) { request, status in
                guard let request, let data = request.pointee.data else { return }
                let attempt = Unmanaged<Attempt>.fromOpaque(data).takeRetainedValue()
                EventLoop.current?.meter.begin()
                request.deallocate()
                attempt.answered(status)
            }
        }
        if status < 0 {
            request.deallocate()
            Unmanaged.passUnretained(self).release()
            throw ReactorError(status: status, during: "connect")
        }
    }

    private func answered(_ status: Int32) {
        guard let connection else { return }
        if status == 0, let handle = connection.handle(as: uv_tcp_t.self) {
            uv_tcp_nodelay(handle, 1)
            settle(.success(connection))
        } else if connection.loop.isStopping {
            settle(.failure(ReactorError(.loopClosed, during: "connect")))
        } else {
            settle(.failure(ReactorError(status: status, during: "connect")))
        }
    }

    /// Ends the attempt; a connection that is not handed over is closed, which cancels its request.
    private func settle(_ result: Result<TCPConnection, ReactorError>) {
        timer?.cancel()
        timer = nil
        guard let waiting else { return }
        self.waiting = nil
        let connection = connection.take()
        if case .failure = result { connection?.close() }
        waiting.resume(returning: result)
    }
}
