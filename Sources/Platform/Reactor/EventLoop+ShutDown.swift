internal import CLibuv
internal import Locks

extension EventLoop {
    /// Who waits for the loop's end, and whether it has come.
    struct Ending: Sendable {
        var hasCome = false
        var waiting: [UnsafeContinuation<Void, Never>] = []
    }

    /// How long what is under way may take to come to an end once the loop is asked to.
    private static var patience: UInt64 { 5_000_000_000 }

    /// Ends the loop and returns when its thread is gone.
    ///
    /// Timers are dropped and sleepers woken, every connection, listener and watch is closed with
    /// its last callback made, and jobs run until none is left. A job that comes even later still
    /// runs, in order and alone, on a thread made for it: no task is left hanging.
    package func shutDown() async {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            // Unsafe only in skipping a check: stored under the lock, taken out once in reportEnd.
            let hasCome = ending.withLock { ending in
                if !ending.hasCome { ending.waiting.append(continuation) }
                return ending.hasCome
            }
            if hasCome {
                continuation.resume()
            } else {
                beginShutDown()
            }
        }
        if let thread = thread.withLock({ $0.take() }) { LoopThread.join(thread) }
    }

    /// Asks the loop to end, and does not wait for it.
    func beginShutDown() {
        execute { [self] in isStopping = true }
    }

    /// Settles what the loop owes and gives libuv's part back; the last thing its thread does.
    func finish() {
        for timer in timers.removeAll() { settle(timer) }
        closeHandles()
        core.unreference()
        let deadline = Nanoseconds.now &+ Self.patience
        setAlarm(to: deadline)
        while Nanoseconds.now < deadline {
            if queue.isEmpty, !remote.mayHoldWork, !core.isAlive { break }
            turn()
        }
        remote.drainUnattended()
        core.close()
        drainAfterEnd(until: deadline)
    }

    /// Runs what still comes once there is no libuv any more, until there is nothing.
    private func drainAfterEnd(until deadline: UInt64) {
        while true {
            runQueue()
            if queue.isEmpty, remote.end() { return }
            if Nanoseconds.now > deadline { return revive() }
        }
    }

    /// Finds a thread for work that was posted after the end.
    func revive() {
        let body: @Sendable () -> Void = { [self] in
            let outer = LoopThread.current
            LoopThread.setCurrent(Unmanaged.passUnretained(self).toOpaque())
            drainAfterEnd(until: .max)
            LoopThread.setCurrent(outer)
        }
        // Without a thread to be had the poster's own serves: late is better than never.
        if !LoopThread.startDetached(name, body) { body() }
    }

    /// Tells whoever waits for the loop's end that it has come.
    func reportEnd() {
        let waiting = ending.withLock { ending in
            ending.hasCome = true
            defer { ending.waiting = [] }
            return ending.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private func closeHandles() {
        uv_walk(
            core.uv,
            { handle, _ in
                guard let handle, uv_is_closing(handle) == 0 else { return }
                LoopHandle.owner(of: handle)?.loopIsStopping()
            }, nil)
    }
}
