internal import CLibuv

/// libuv's part of a loop: the loop itself, the bell that wakes it and the one timer it has.
///
/// A bundle of constant pointers; except for the bell they are used on the loop's thread only.
struct LoopCore {
    let uv: UnsafeMutablePointer<uv_loop_t>
    let bell: LoopBell
    private let alarm: UnsafeMutablePointer<uv_timer_t>

    init() throws(ReactorError) {
        let uv = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
        let status = uv_loop_init(uv)
        guard status == 0 else {
            uv.deallocate()
            throw ReactorError(status: status, during: "open loop")
        }
        do throws(ReactorError) {
            bell = try LoopBell(in: uv)
        } catch {
            uv_loop_close(uv)
            uv.deallocate()
            throw error
        }
        self.uv = uv
        alarm = .allocate(capacity: 1)
        uv_timer_init(uv, alarm)
        // Null marks the loop's own handles for the walk that closes all others.
        alarm.pointee.data = nil
    }

    /// Tells libuv's loop whose it is, for callbacks to find their way back.
    func attach(to owner: UnsafeMutableRawPointer) {
        uv.pointee.data = owner
    }

    /// Sets the alarm to an instant of the clock.
    func setAlarm(to deadline: UInt64) {
        uv_update_time(uv)
        // Rounded up: libuv counts whole milliseconds, and a timer must never ring too early.
        let milliseconds = deadline / 1_000_000 + 1
        let now = uv_now(uv)
        uv_timer_start(
            alarm,
            { handle in
                guard let loop = EventLoop.of(handle) else { return }
                loop.meter.begin()
                loop.alarmDeadline = .max
                // libuv runs due timers before it polls: one that was due by then must not let the
                // poll that follows wait without an alarm.
                uv_stop(loop.core.uv)
            }, milliseconds > now ? milliseconds - now : 0, 0)
    }

    /// Whether anything but our own two handles is open or under way.
    var isAlive: Bool { uv_loop_alive(uv) != 0 }

    /// Keeps our own two handles from counting as something to wait for.
    func unreference() {
        bell.unreference()
        uv_unref(UnsafeMutableRawPointer(alarm).assumingMemoryBound(to: uv_handle_t.self))
    }

    /// Closes everything; the loop's own memory stays when a lookup is still under way, since the
    /// thread that does it will report to it.
    func close() {
        bell.close()
        uv_close(UnsafeMutableRawPointer(alarm).assumingMemoryBound(to: uv_handle_t.self)) {
            $0?.deallocateHandle()
        }
        uv_run(uv, UV_RUN_NOWAIT)
        if uv_loop_close(uv) == 0 { uv.deallocate() }
    }
}
