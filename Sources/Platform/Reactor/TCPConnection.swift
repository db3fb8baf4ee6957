internal import CLibuv
internal import Glibc
internal import Synchronization

/// One TCP connection, confined to its loop.
///
/// It holds itself until it is closed, so it must be closed: by `close`, `reset`, `closeAfterWrites`
/// or by failing. Every method may be called from any thread and takes effect on the loop, at once
/// when called there; a closed connection ignores them all.
///
/// Unchecked: `buffered` is atomic; all other state is read and written on the loop's thread only,
/// where every callback runs and where every method hops first.
package final class TCPConnection: LoopHandle, @unchecked Sendable {
    /// Where the write side stands.
    enum WriteSide {
        /// Writes are taken; leads to `ending`.
        case open
        /// No more writes are taken, queued ones are going out; leads to `ended`.
        case ending
        /// The peer has been told that nothing follows.
        case ended
    }

    /// The address at the other end.
    package let peerAddress: SocketAddress

    var onBytes: (@Sendable (Span<UInt8>) -> Void)?
    var onEnd: (@Sendable () -> Void)?
    var onDrained: (@Sendable () -> Void)?
    private var onClosed: (@Sendable (ReactorError?) -> Void)?

    let buffered = Atomic(0)
    var writeSide = WriteSide.open
    /// How long to wait for the peer's end once ours is sent; `nil` while closing is not planned.
    var linger: Duration?
    var deadline: LoopTimer?
    private var failure: ReactorError?
    private var isStarted = false
    private var isReading = false
    private(set) var hasEnded = false
    private var isClosed = false

    /// Takes over a connected descriptor, which is closed even when this fails.
    init(
        accepted descriptor: Int32, from peer: SocketAddress, on loop: EventLoop
    ) throws(ReactorError) {
        peerAddress = peer
        do {
            try super.init(uv_tcp_t.self, on: loop, during: "accept") { uv_tcp_init($0, $1) }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        guard let handle = handle(as: uv_tcp_t.self) else { return }
        let status = uv_tcp_open(handle, descriptor)
        guard status < 0 else { return }
        Glibc.close(descriptor)
        closeHandle()
        throw ReactorError(status: status, during: "accept")
    }

    /// Opens a connection that is not connected yet.
    init(connectingTo peer: SocketAddress, on loop: EventLoop) throws(ReactorError) {
        peerAddress = peer
        try super.init(uv_tcp_t.self, on: loop, during: "connect") { uv_tcp_init($0, $1) }
    }

    /// The bytes written but not yet taken by the system.
    package var bufferedBytes: Int { buffered.load(ordering: .relaxed) }

    /// Sets the callbacks, once, and begins to read.
    ///
    /// All run on the loop, never within a call to this object. `onBytes` is lent the loop's own
    /// buffer for the length of the call. `onEnd` says that the peer sends no more; the connection
    /// can still be written, and has to be closed. `onDrained` says that what was buffered has gone
    /// out. `onClosed` is the last call, comes exactly once, and has an error when the connection
    /// failed; after `close` none of the others comes.
    package func start(
        onBytes: @escaping @Sendable (Span<UInt8>) -> Void,
        onEnd: @escaping @Sendable () -> Void,
        onDrained: (@Sendable () -> Void)? = nil,
        onClosed: @escaping @Sendable (ReactorError?) -> Void
    ) {
        loop.onLoop { [self] in
            guard !isStarted else { return }
            isStarted = true
            if isClosed {
                let failure = failure
                return loop.execute { onClosed(failure) }
            }
            self.onClosed = onClosed
            guard !isClosing, linger == nil else { return }
            self.onBytes = onBytes
            self.onEnd = onEnd
            self.onDrained = onDrained
            read()
        }
    }

    /// Stops reading, so that the peer has to wait; what has arrived already stays in the kernel.
    package func pauseReading() {
        loop.onLoop { [self] in
            guard isReading, linger == nil, let stream = handle(as: uv_stream_t.self) else {
                return
            }
            isReading = false
            uv_read_stop(stream)
        }
    }

    /// Reads again after a pause.
    package func resumeReading() {
        loop.onLoop { [self] in
            guard isStarted, linger == nil else { return }
            read()
        }
    }

    /// Closes at once; what is still buffered is lost.
    package func close() {
        loop.onLoop { [self] in shut(resetting: false) }
    }

    /// Closes at once, and lets the peer see it as an error.
    package func reset() {
        loop.onLoop { [self] in shut(resetting: true) }
    }

    /// Closes because something failed; the first failure is the one reported.
    func fail(_ error: ReactorError) {
        guard !isClosing else { return }
        failure = error
        shut(resetting: false)
    }

    func shut(resetting: Bool) {
        onBytes = nil
        onEnd = nil
        onDrained = nil
        deadline?.cancel()
        deadline = nil
        closeHandle(resetting: resetting)
    }

    override func didClose() {
        isClosed = true
        buffered.store(0, ordering: .relaxed)
        let onClosed = onClosed
        self.onClosed = nil
        onClosed?(failure)
    }

    override func loopIsStopping() {
        fail(ReactorError(.loopClosed, during: "connection"))
    }

    /// The connection a handle belongs to, from within its callback.
    ///
    /// Safe unchecked: only the two initialisers above open handles whose callbacks call this.
    static func of<Handle>(_ handle: UnsafeMutablePointer<Handle>?) -> TCPConnection? {
        LoopHandle.owner(of: handle).map { unsafeDowncast($0, to: TCPConnection.self) }
    }

    func read() {
        guard !isReading, !hasEnded, let stream = handle(as: uv_stream_t.self) else { return }
        isReading = true
        let status = uv_read_start(
            stream,
            { handle, _, buffer in
                guard let space = TCPConnection.of(handle)?.loop.readBuffer else { return }
                buffer?.pointee.base = space.baseAddress?.assumingMemoryBound(to: CChar.self)
                buffer?.pointee.len = space.count
            },
            { handle, count, _ in TCPConnection.of(handle)?.received(count) })
        if status < 0 { fail(ReactorError(status: status, during: "read")) }
    }

    private func received(_ count: Int) {
        loop.meter.begin()
        if count > 0 {
            let bytes = UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<count])
            bytes.withMemoryRebound(to: UInt8.self) { onBytes?($0.span) }
        } else if count == Int(UV_EOF.rawValue) {
            hasEnded = true
            isReading = false
            if linger != nil {
                shut(resetting: false)
            } else {
                onEnd?()
            }
        } else if count < 0 {
            fail(ReactorError(status: Int32(truncatingIfNeeded: count), during: "read"))
        }
    }
}
