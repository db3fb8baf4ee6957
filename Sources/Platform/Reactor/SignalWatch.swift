internal import CLibuv
internal import Glibc

/// Tells when the process receives a signal.
///
/// Unchecked: all state is read and written on the loop's thread only, where the callbacks run and
/// where `stop` hops first.
package final class SignalWatch: LoopHandle, @unchecked Sendable {
    /// The signals a server listens to.
    package enum Signal: Hashable, Sendable, CaseIterable {
        /// Ctrl-C.
        case interrupt
        /// The polite request to end.
        case terminate
        /// By custom, the request to read the configuration again.
        case hangup

        var number: Int32 {
            switch self {
            case .interrupt: SIGINT
            case .terminate: SIGTERM
            case .hangup: SIGHUP
            }
        }
    }

    private let signal: Signal
    private var onSignal: (@Sendable (Signal) -> Void)?

    private init(
        _ signal: Signal, on loop: EventLoop, onSignal: @escaping @Sendable (Signal) -> Void
    ) throws(ReactorError) {
        self.signal = signal
        self.onSignal = onSignal
        try super.init(uv_signal_t.self, on: loop, during: "watch signal") { uv, handle in
            uv_signal_init(uv, handle)
        }
        guard let handle = handle(as: uv_signal_t.self) else { return }
        let status = uv_signal_start(
            handle,
            { handle, _ in
                guard let watch = LoopHandle.owner(of: handle) as? SignalWatch else { return }
                watch.loop.meter.begin()
                watch.onSignal?(watch.signal)
            }, signal.number)
        guard status < 0 else { return }
        closeHandle()
        throw ReactorError(status: status, during: "watch signal")
    }

    /// Calls the closure on the loop each time the signal comes, in place of the system's default.
    package static func start(
        _ signal: Signal, on loop: EventLoop, onSignal: @escaping @Sendable (Signal) -> Void
    ) async throws(ReactorError) -> SignalWatch {
        try await loop.visit { () throws(ReactorError) in
            try SignalWatch(signal, on: loop, onSignal: onSignal)
        }
    }

    /// Gives the signal back to the system's default and lets go of the closure.
    package func stop() {
        loop.onLoop { [self] in
            onSignal = nil
            closeHandle()
        }
    }

    override func loopIsStopping() { stop() }
}
