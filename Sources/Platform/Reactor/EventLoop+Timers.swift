extension EventLoop {
    /// Runs the closure on the loop once the delay has passed; may be called from any thread.
    ///
    /// When the loop shuts down first the closure is dropped.
    @discardableResult
    package func schedule(
        after delay: Duration, _ body: @escaping @Sendable () -> Void
    ) -> LoopTimer {
        schedule(atNanoseconds: Nanoseconds.deadline(after: delay), isOwed: false, body)
    }

    /// Runs the closure on the loop at an instant of its clock, `now`, or soon after.
    @discardableResult
    package func schedule(
        at instant: Duration, _ body: @escaping @Sendable () -> Void
    ) -> LoopTimer {
        schedule(atNanoseconds: Nanoseconds.of(instant), isOwed: false, body)
    }

    /// Waits so long, and does not react to cancellation.
    ///
    /// It returns early when the loop shuts down, and at once when it has.
    package func sleep(for duration: Duration) async {
        let deadline = Nanoseconds.deadline(after: duration)
        // Unsafe only in skipping a check: an owed timer's body runs exactly once, when it fires or
        // when the loop finishes, and nobody else has this timer to cancel it.
        await wait { continuation in
            _ = schedule(atNanoseconds: deadline, isOwed: true) { continuation.resume() }
        }
    }

    func schedule(
        atNanoseconds deadline: UInt64, isOwed: Bool, _ body: @escaping @Sendable () -> Void
    ) -> LoopTimer {
        let timer = LoopTimer(loop: self, deadline: deadline, isOwed: isOwed, body: body)
        onLoop { [self] in accept(timer) }
        return timer
    }

    private func accept(_ timer: LoopTimer) {
        guard timer.isPending else { return }
        if isStopping {
            settle(timer)
        } else {
            timers.insert(timer)
        }
    }

    /// Ends a timer whose deadline will not be waited for.
    func settle(_ timer: LoopTimer) {
        if timer.isOwed {
            execute { timer.fire() }
        } else {
            timer.cancel()
        }
    }
}
