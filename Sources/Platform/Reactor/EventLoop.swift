internal import CLibuv
internal import Glibc
internal import Locks
package import Telemetry

/// A thread that waits for the network and runs what is pinned to it, one thing at a time.
///
/// It is the executor of the actors that name it and of the tasks that prefer it. Executors are not
/// kept alive by those who run on them: whoever pins an actor to a loop holds the loop too.
///
/// Unchecked: constants apart, every property is read and written on the loop's thread only; what
/// other threads reach (`remote`, `thread`, `ending`) is atomic or guarded by a mutex.
package final class EventLoop: @unchecked Sendable {
    /// The name of the loop, and of its thread.
    package nonisolated let name: String

    let log: Log
    /// Connections that could not be taken for want of descriptors or memory.
    let refusedAccepts: Counter
    let remote = RemoteInbox()
    let thread = Guarded<uv_thread_t?>(nil)
    let ending = Guarded(Ending())

    // Confined to the loop's thread from here on.

    let core: LoopCore
    /// Every connection of the loop reads into this: the bytes are handed on before the next read.
    let readBuffer: UnsafeMutableRawBufferPointer

    var queue = WorkQueue()
    var spare: ContiguousArray<Work> = []
    var timers = TimerQueue()
    var alarmDeadline = UInt64.max
    var endOfTurn: [() -> Void] = []
    var meter: TurnMeter
    var isStopping = false

    /// Starts the loop on a thread of its own.
    package init(
        name: String, log: Log = .discarding, metrics: Metrics = Metrics()
    ) throws(ReactorError) {
        self.name = name
        self.log = log.with(.loop, name)
        refusedAccepts = metrics.counter(
            "strowger_loop_refused_accepts_total",
            help: "Times a connection could not be taken for want of descriptors or memory.",
            labels: [("loop", name)])
        core = try LoopCore()
        readBuffer = .allocate(byteCount: 65_536, alignment: 64)
        meter = TurnMeter(loop: name, log: self.log, metrics: metrics)
        BrokenPipe.ignore()
        core.attach(to: Unmanaged.passUnretained(self).toOpaque())
        let started = LoopThread.start(name) { [self] in run() }
        switch started {
        case .success(let id):
            thread.withLock { $0 = id }
        case .failure(let error):
            core.close()
            throw error
        }
    }

    deinit {
        readBuffer.deallocate()
    }

    /// The loop whose thread this is.
    package static var current: EventLoop? {
        LoopThread.current.map { Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool {
        LoopThread.current == Unmanaged.passUnretained(self).toOpaque()
    }

    /// The monotonic clock as it stood when the turn began; read from elsewhere, as it stands now.
    package var now: Duration {
        Duration(nanoseconds: isCurrent ? meter.turnBegan ?? Nanoseconds.now : Nanoseconds.now)
    }

    /// Runs the closure on the loop, after what is queued there already; never within this call.
    package func execute(_ work: @escaping @Sendable () -> Void) {
        post(.block(work))
    }

    /// Runs the closure at once when on the loop's thread, and through `execute` otherwise.
    package func onLoop(_ work: @escaping @Sendable () -> Void) {
        if isCurrent {
            work()
        } else {
            post(.block(work))
        }
    }

    /// Runs the closure once, when this turn's work is done and before the loop waits again.
    ///
    /// The place to flush what was gathered during the turn in one system call. It must be called
    /// on the loop; from elsewhere the closure goes through `execute`.
    package func atEndOfTurn(_ work: @escaping @Sendable () -> Void) {
        guard isCurrent else { return execute(work) }
        endOfTurn.append(work)
    }

    func post(_ work: Work) {
        if isCurrent {
            queue.append(work)
            return
        }
        switch remote.post(work) {
        case .nothing:
            break
        case .wake:
            core.bell.ring()
            remote.woken()
        case .revive:
            revive()
        }
    }
}
