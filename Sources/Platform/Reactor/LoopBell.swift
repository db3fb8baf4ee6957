internal import CLibuv
internal import Glibc

/// What other threads ring to get a loop out of its wait.
///
/// Not `uv_async_send`: there a woken loop spins until the sender is back from the kernel, and on a
/// busy machine, where the loop often takes the sender's processor, that is a whole time slice.
///
/// Safe from any thread: `descriptor` is constant, and `ring` is only called between `post` and
/// `woken` of the loop's inbox, for whose end the loop waits before it calls `close`.
struct LoopBell {
    private let descriptor: Int32
    private let handle: UnsafeMutablePointer<uv_poll_t>

    /// Hangs the bell up in a loop.
    init(in uv: UnsafeMutablePointer<uv_loop_t>) throws(ReactorError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw ReactorError(errno: errno, during: "open loop") }
        handle = .allocate(capacity: 1)
        var status = uv_poll_init(uv, handle, descriptor)
        if status == 0 {
            // Null marks the loop's own handles for the walk that closes all others.
            handle.pointee.data = nil
            status = uv_poll_start(handle, Int32(UV_READABLE.rawValue)) { handle, _, _ in
                EventLoop.of(handle)?.meter.begin()
                var rings: UInt64 = 0
                var descriptor: Int32 = -1
                guard uv_fileno(LoopBell.base(of: handle), &descriptor) == 0 else { return }
                read(descriptor, &rings, MemoryLayout<UInt64>.size)
            }
        }
        guard status == 0 else {
            Glibc.close(descriptor)
            handle.deallocate()
            throw ReactorError(status: status, during: "open loop")
        }
    }

    /// Ends the loop's wait; a ring that is already to be heard is enough.
    func ring() {
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Keeps the bell from counting as something the loop has to wait for.
    func unreference() {
        uv_unref(Self.base(of: handle))
    }

    /// Begins to take the bell down, which ends in the loop's next turn.
    func close() {
        uv_poll_stop(handle)
        Glibc.close(descriptor)
        uv_close(Self.base(of: handle)) { handle in handle?.deallocateHandle() }
    }

    private static func base(
        of handle: UnsafeMutablePointer<uv_poll_t>?
    ) -> UnsafeMutablePointer<uv_handle_t>? {
        handle.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: uv_handle_t.self) }
    }
}

extension UnsafeMutablePointer<uv_handle_t> {
    /// Frees what was allocated for the handle, whatever its kind.
    func deallocateHandle() {
        UnsafeMutableRawPointer(self).deallocate()
    }
}
