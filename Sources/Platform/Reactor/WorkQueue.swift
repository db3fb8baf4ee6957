/// One thing for a loop to run between its I/O turns.
enum Work: Sendable {
    /// A piece of a Swift task, bound to the loop as its executor.
    case job(UnownedJob)
    /// A closure given to `execute`.
    case block(@Sendable () -> Void)
}

/// The queue of a loop's own thread: a ring without locks.
///
/// Unsafe so that taking an element moves it out: nothing a closure has captured outlives its run,
/// and a job is copied without counting references.
struct WorkQueue: ~Copyable {
    private var ring: UnsafeMutablePointer<Work>
    private var capacity: Int
    private var head = 0
    private(set) var count = 0

    init() {
        capacity = 64
        ring = .allocate(capacity: capacity)
    }

    deinit {
        for offset in 0..<count {
            (ring + ((head + offset) & (capacity - 1))).deinitialize(count: 1)
        }
        ring.deallocate()
    }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ work: consuming Work) {
        if count == capacity { grow() }
        (ring + ((head + count) & (capacity - 1))).initialize(to: work)
        count += 1
    }

    mutating func popFirst() -> Work? {
        guard count > 0 else { return nil }
        let work = (ring + head).move()
        head = (head + 1) & (capacity - 1)
        count -= 1
        return work
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Work>.allocate(capacity: capacity * 2)
        let tail = capacity - head
        larger.moveInitialize(from: ring + head, count: tail)
        (larger + tail).moveInitialize(from: ring, count: head)
        ring.deallocate()
        ring = larger
        capacity *= 2
        head = 0
    }
}
