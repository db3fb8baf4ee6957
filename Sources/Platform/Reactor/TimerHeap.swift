/// Timers in a heap with four children per node, the earliest first.
///
/// Not `Collections.Heap`: a generic type of another module is not specialised, and each comparison
/// through its witness table made a hundred thousand timers four times as dear.
struct TimerHeap {
    /// One place in the heap: a timer has at most one that counts.
    struct Entry {
        let deadline: UInt64
        let sequence: UInt64
        let timer: LoopTimer

        /// Whether the timer has been cancelled, or moved to another entry.
        var isStale: Bool { timer.entrySequence != sequence }

        /// Whether this one fires before the other: by deadline, then in the order of making.
        func precedes(_ other: borrowing Entry) -> Bool {
            deadline < other.deadline
                || (deadline == other.deadline && sequence < other.sequence)
        }
    }

    private var entries: ContiguousArray<Entry> = []

    var count: Int { entries.count }

    /// When the earliest entry is due.
    var earliest: UInt64? { entries.first?.deadline }

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var index = entries.count - 1
        while index > 0 {
            let parent = (index - 1) / 4
            guard entries[index].precedes(entries[parent]) else { return }
            entries.swapAt(index, parent)
            index = parent
        }
    }

    mutating func popEarliest() -> Entry? {
        guard !entries.isEmpty else { return nil }
        entries.swapAt(0, entries.count - 1)
        let earliest = entries.removeLast()
        sink(from: 0)
        return earliest
    }

    /// Drops the entries that do not count any more, in linear time.
    mutating func sweep() {
        entries.removeAll { $0.isStale }
        guard entries.count > 1 else { return }
        for index in stride(from: (entries.count - 2) / 4, through: 0, by: -1) {
            sink(from: index)
        }
    }

    private mutating func sink(from start: Int) {
        var index = start
        while index * 4 + 1 < entries.count {
            var smallest = index * 4 + 1
            let end = min(smallest + 4, entries.count)
            for child in smallest + 1..<max(end, smallest + 1)
            where entries[child].precedes(entries[smallest]) {
                smallest = child
            }
            guard entries[smallest].precedes(entries[index]) else { return }
            entries.swapAt(index, smallest)
            index = smallest
        }
    }
}
