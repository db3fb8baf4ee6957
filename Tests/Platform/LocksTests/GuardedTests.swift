import Locks
import Testing

@Suite struct `A guarded value` {
    private final class Shelf: Sendable {
        let counts = Guarded<[Int]>([])
        let boxes: Guarded<[Box]>

        init() {
            boxes = Guarded([Box(), Box()])
        }
    }

    /// Handed from task to task; `@unchecked Sendable` because only the one that took it uses it.
    private final class Box: @unchecked Sendable {
        var count = 0
    }

    @Test func `loses no change among many tasks, and neither does what is taken out`() async {
        let shelf = Shelf()
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for number in 0..<5_000 {
                        shelf.counts.withLock { $0.append(number) }
                        guard let box = shelf.boxes.withLock({ $0.popLast() }) else { continue }
                        box.count += 1
                        shelf.boxes.withLock { $0.append(box) }
                    }
                }
            }
        }
        #expect(shelf.counts.withLock { $0.count } == 20_000)
        #expect(shelf.boxes.withLock { $0.count } == 2)
    }

    @Test func `passes on what the body returns and throws`() {
        struct Refused: Error, Equatable {}
        let value = Guarded(1)
        #expect(
            value.withLock { value in
                value += 1
                return value
            } == 2)
        #expect(throws: Refused()) {
            try value.withLock { value throws(Refused) in
                value += 1
                throw Refused()
            }
        }
        #expect(value.withLock { $0 } == 3, "and the lock is free again")
    }
}
