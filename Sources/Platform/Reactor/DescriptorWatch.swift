internal import CLibuv

/// Tells when a descriptor that a C library owns can be read or written.
///
/// Unchecked: all state is read and written on the loop's thread only, where the callbacks run and
/// where every method hops first.
package final class DescriptorWatch: LoopHandle, @unchecked Sendable {
    /// What is the matter with the descriptor.
    package struct Readiness: Sendable {
        /// Reading will not block.
        package let isReadable: Bool
        /// Writing will not block.
        package let isWritable: Bool
        /// The system reports an error on the descriptor.
        ///
        /// Both directions are then given as ready, so that the library looks and finds the error
        /// itself, and nothing more is watched until `update` is called again.
        package let error: ReactorError?
    }

    private let descriptor: Int32
    private var onReady: (@Sendable (Readiness) -> Void)?
    private var interest: Int32 = 0

    /// Prepares to watch a descriptor, which becomes non-blocking; nothing is watched before `update`.
    ///
    /// To be called on the loop. The watch and its closure live until `stop`, so call it always.
    package init(
        descriptor: Int32, on loop: EventLoop, onReady: @escaping @Sendable (Readiness) -> Void
    ) throws(ReactorError) {
        self.descriptor = descriptor
        self.onReady = onReady
        try super.init(uv_poll_t.self, on: loop, during: "watch descriptor") { uv, handle in
            uv_poll_init(uv, handle, descriptor)
        }
    }

    /// Says what to watch for; the callback repeats as long as the descriptor is ready.
    ///
    /// Each change costs two system calls, a repetition of what is watched already costs none.
    package func update(readable: Bool, writable: Bool) {
        loop.onLoop { [self] in
            guard let handle = handle(as: uv_poll_t.self) else { return }
            var wanted: Int32 = 0
            if readable { wanted |= Int32(UV_READABLE.rawValue) }
            if writable { wanted |= Int32(UV_WRITABLE.rawValue) }
            guard wanted != interest else { return }
            interest = wanted
            let status = uv_poll_start(handle, wanted) { handle, status, events in
                (LoopHandle.owner(of: handle) as? DescriptorWatch)?.ready(status, events)
            }
            guard status < 0 else { return }
            // Told in a turn of its own, so that the caller is not called back within its call.
            loop.execute { [self] in ready(status, 0) }
        }
    }

    /// Ends the watch and lets go of the closure; safe within it, and repeatable.
    ///
    /// Called on the loop it is done on return, and the owner may close the descriptor then. From
    /// elsewhere it is done some time later: close the descriptor on the loop, after this.
    package func stop() {
        loop.onLoop { [self] in
            onReady = nil
            guard let handle = handle(as: uv_poll_t.self) else { return }
            uv_poll_stop(handle)
            closeHandle()
        }
    }

    override func loopIsStopping() {
        let onReady = onReady
        stop()
        onReady?(
            Readiness(
                isReadable: true, isWritable: true,
                error: ReactorError(.loopClosed, during: "watch descriptor")))
    }

    private func ready(_ status: Int32, _ events: Int32) {
        loop.meter.begin()
        guard status < 0 else {
            onReady?(
                Readiness(
                    isReadable: events & Int32(UV_READABLE.rawValue) != 0,
                    isWritable: events & Int32(UV_WRITABLE.rawValue) != 0, error: nil))
            return
        }
        interest = 0  // libuv has stopped watching by itself
        onReady?(
            Readiness(
                isReadable: true, isWritable: true,
                error: ReactorError(status: status, during: "watch descriptor")))
    }
}
