/// The timers of one loop, by deadline and then in the order they were made.
///
/// A timer that is cancelled or moved leaves its entry behind. An entry is valid only while its
/// sequence is the timer's own, and stale entries are swept when they outnumber the valid ones.
struct TimerQueue {
    private var heap = TimerHeap()
    private var lastSequence: UInt64 = 0
    private var staleCount = 0

    /// The number of timers that will still fire.
    var count: Int { heap.count - staleCount }

    /// When to look next: never later than the earliest timer, at times earlier.
    var nextLook: UInt64? { heap.earliest }

    /// Queues a timer for its deadline, or again for a deadline earlier than it is queued for.
    mutating func insert(_ timer: LoopTimer) {
        if timer.entrySequence != 0 { staleCount += 1 }
        lastSequence += 1
        timer.entrySequence = lastSequence
        timer.entryDeadline = timer.deadline
        heap.insert(TimerHeap.Entry(deadline: timer.deadline, sequence: lastSequence, timer: timer))
        sweepIfWorthwhile()
    }

    /// Takes a timer out.
    mutating func remove(_ timer: LoopTimer) {
        guard timer.entrySequence != 0 else { return }
        timer.entrySequence = 0
        staleCount += 1
        sweepIfWorthwhile()
    }

    /// Takes out the earliest timer whose deadline is not after the given instant.
    mutating func popDue(at now: UInt64) -> LoopTimer? {
        while let earliest = heap.earliest, earliest <= now, let entry = heap.popEarliest() {
            if entry.isStale {
                staleCount -= 1
                continue
            }
            let timer = entry.timer
            timer.entrySequence = 0
            if timer.deadline > entry.deadline {
                insert(timer)  // it was moved to a later deadline while it lay here
                continue
            }
            return timer
        }
        return nil
    }

    /// Takes out every timer, the earliest first.
    mutating func removeAll() -> [LoopTimer] {
        var timers: [LoopTimer] = []
        while let timer = popDue(at: .max) { timers.append(timer) }
        return timers
    }

    private mutating func sweepIfWorthwhile() {
        guard staleCount > 64, staleCount > heap.count / 2 else { return }
        heap.sweep()
        staleCount = 0
    }
}
