internal import CLibuv

extension EventLoop {
    /// How many jobs, and how many timers, run before the network is looked at again.
    static var batch: Int { 256 }

    /// The body of the loop's thread.
    func run() {
        LoopThread.setCurrent(Unmanaged.passUnretained(self).toOpaque())
        while !isStopping { turn() }
        finish()
        LoopThread.setCurrent(nil)
        reportEnd()
    }

    /// One look at the network, then a bounded share of timers and jobs.
    ///
    /// Work left over, or come in meanwhile, makes the next look one that does not wait.
    func turn() {
        var slept = false
        if queue.isEmpty, !hasDueTimer, remote.fallAsleep() {
            slept = true
            setAlarm()
        }
        meter.wait()
        uv_run(core.uv, slept ? UV_RUN_ONCE : UV_RUN_NOWAIT)
        meter.begin()
        if slept { remote.drain(into: &queue, spare: &spare) }
        fireTimers()
        runQueue()
        meter.end()
    }

    func runQueue() {
        if remote.mayHoldWork { remote.drain(into: &queue, spare: &spare) }
        let serial = asUnownedSerialExecutor()
        let task = asUnownedTaskExecutor()
        var left = Self.batch
        while left > 0, let work = queue.popFirst() {
            left -= 1
            switch work {
            case .job(let job): job.runSynchronously(isolatedTo: serial, taskExecutor: task)
            case .block(let body): body()
            }
        }
        meter.jobsRun(Self.batch - left)
        while !endOfTurn.isEmpty {
            let hooks = endOfTurn
            endOfTurn.removeAll(keepingCapacity: true)
            for hook in hooks { hook() }
        }
    }

    func fireTimers() {
        guard let now = meter.turnBegan else { return }
        var left = Self.batch
        while left > 0, let timer = timers.popDue(at: now) {
            left -= 1
            timer.fire()
        }
    }

    private var hasDueTimer: Bool {
        guard let next = timers.nextLook else { return false }
        return next <= meter.lastReading
    }

    /// Sets libuv's timer to the earliest of ours; one that rings too early is left alone.
    private func setAlarm() {
        guard let next = timers.nextLook, next < alarmDeadline else { return }
        setAlarm(to: next)
    }

    func setAlarm(to deadline: UInt64) {
        alarmDeadline = deadline
        core.setAlarm(to: deadline)
    }

    /// The loop a handle belongs to, from within its callback.
    ///
    /// Safe unretained: a loop is held by its thread as long as callbacks can come.
    static func of<Handle>(_ handle: UnsafeMutablePointer<Handle>?) -> EventLoop? {
        guard let handle else { return nil }
        let uv = uv_handle_get_loop(
            UnsafeRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self))
        return uv?.pointee.data.map {
            Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue()
        }
    }
}
