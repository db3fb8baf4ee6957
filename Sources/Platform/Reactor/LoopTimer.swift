/// One appointment with a loop; forgetting it does not cancel it.
///
/// Unchecked: the loop is a constant, and everything else is read and written on its thread only,
/// since each method hops there first.
package final class LoopTimer: @unchecked Sendable {
    private let loop: EventLoop
    private var body: (@Sendable () -> Void)?

    /// Whether the body runs early when the loop shuts down, because somebody waits for it.
    let isOwed: Bool
    /// When to fire, in nanoseconds of the monotonic clock.
    private(set) var deadline: UInt64
    /// Which entry of the queue stands for this timer; zero when none does.
    var entrySequence: UInt64 = 0
    /// What that entry is sorted by.
    var entryDeadline: UInt64 = 0

    init(loop: EventLoop, deadline: UInt64, isOwed: Bool, body: @escaping @Sendable () -> Void) {
        self.loop = loop
        self.deadline = deadline
        self.isOwed = isOwed
        self.body = body
    }

    /// Takes the appointment back and lets go of the closure; nothing happens after it has fired.
    package func cancel() {
        loop.onLoop { [self] in
            guard body != nil else { return }
            body = nil
            loop.timers.remove(self)
        }
    }

    /// Moves the appointment; nothing happens after it has fired or was cancelled.
    ///
    /// Putting it off costs a store: the queue learns of it when the old deadline comes.
    package func postpone(by delay: Duration) {
        let newDeadline = Nanoseconds.deadline(after: delay)
        loop.onLoop { [self] in
            guard body != nil else { return }
            deadline = newDeadline
            if entrySequence != 0, newDeadline < entryDeadline { loop.timers.insert(self) }
        }
    }

    /// Whether the body is still to run; asked on the loop.
    var isPending: Bool { body != nil }

    /// Runs the body; called once, by the loop.
    func fire() {
        let body = body
        self.body = nil
        body?()
    }
}
