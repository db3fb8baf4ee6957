internal import CLibuv

/// One of libuv's handles and the object that answers for it.
///
/// The handle holds the object from its opening to its close callback, in which the handle's memory
/// is freed: an open handle is never without its object, and a closed one is never reached again.
///
/// Unchecked: `loop` is constant; `memory` is written on the loop's thread only, where every
/// callback runs and where every method of a subclass first goes.
package class LoopHandle: @unchecked Sendable {
    /// The loop the handle lives on, for good.
    package final let loop: EventLoop

    /// The handle; `nil` once closing has begun.
    private final var memory: UnsafeMutableRawPointer?

    /// Opens a handle with the given call; only on the loop's thread, and not when it is stopping.
    init<Handle>(
        _ type: Handle.Type, on loop: EventLoop, during operation: StaticString,
        open: (UnsafeMutablePointer<uv_loop_t>, UnsafeMutablePointer<Handle>) -> Int32
    ) throws(ReactorError) {
        guard loop.isCurrent else { throw ReactorError(.notOnLoop, during: operation) }
        guard !loop.isStopping else { throw ReactorError(.loopClosed, during: operation) }
        self.loop = loop
        let handle = UnsafeMutablePointer<Handle>.allocate(capacity: 1)
        let status = open(loop.core.uv, handle)
        guard status == 0 else {
            handle.deallocate()
            throw ReactorError(status: status, during: operation)
        }
        memory = UnsafeMutableRawPointer(handle)
        uv_handle_set_data(
            memory?.assumingMemoryBound(to: uv_handle_t.self),
            Unmanaged.passRetained(self).toOpaque())
    }

    /// Whether closing has begun.
    final var isClosing: Bool { memory == nil }

    /// The handle as libuv's type for it, or `nil` once closing has begun.
    final func handle<Handle>(as type: Handle.Type) -> UnsafeMutablePointer<Handle>? {
        memory?.assumingMemoryBound(to: Handle.self)
    }

    /// Begins closing, which ends with `didClose` in a later phase of the loop; repeatable.
    final func closeHandle(resetting: Bool = false) {
        guard let memory else { return }
        self.memory = nil
        let closed: uv_close_cb = { handle in
            guard let handle, let data = uv_handle_get_data(handle) else { return }
            let owner = Unmanaged<LoopHandle>.fromOpaque(data).takeRetainedValue()
            owner.loop.meter.begin()
            handle.deallocateHandle()
            owner.didClose()
        }
        if resetting,
            uv_tcp_close_reset(memory.assumingMemoryBound(to: uv_tcp_t.self), closed) == 0
        {
            return
        }
        uv_close(memory.assumingMemoryBound(to: uv_handle_t.self), closed)
    }

    /// The handle is closed and its memory freed: the moment to drop the last callbacks.
    func didClose() {}

    /// The loop is shutting down and will wait for this handle to be closed.
    func loopIsStopping() { closeHandle() }

    /// The object that answers for a handle; `nil` for a loop's own.
    static func owner<Handle>(of handle: UnsafeMutablePointer<Handle>?) -> LoopHandle? {
        guard let handle,
            let data = uv_handle_get_data(
                UnsafeRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self))
        else { return nil }
        return Unmanaged<LoopHandle>.fromOpaque(data).takeUnretainedValue()
    }
}
