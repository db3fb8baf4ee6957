/// The two bounded queues of an inbox: what can wait, and what can not be lost behind it.
struct InboxLanes<Message> {
    private var ordinary: Lane
    private var urgent: Lane
    private(set) var isClosed = false

    init(capacity: Int, urgentCapacity: Int) {
        ordinary = Lane(capacity: capacity)
        urgent = Lane(capacity: urgentCapacity)
    }

    var count: Int { ordinary.count + urgent.count }

    mutating func append(_ message: Message, isUrgent: Bool) -> Delivery {
        guard !isClosed else { return .closed }
        let hasRoom = isUrgent ? urgent.append(message) : ordinary.append(message)
        return hasRoom ? .accepted : .full
    }

    /// The oldest urgent message, else the oldest of the others.
    mutating func popFirst() -> Message? {
        urgent.popFirst() ?? ordinary.popFirst()
    }

    mutating func close() {
        isClosed = true
    }
}

extension InboxLanes {
    /// A queue that grows up to its capacity and says no after that.
    private struct Lane {
        let capacity: Int
        private var slots: [Message?] = []
        private var head = 0
        private(set) var count = 0

        init(capacity: Int) {
            self.capacity = max(capacity, 0)
        }

        mutating func append(_ message: Message) -> Bool {
            guard count < capacity else { return false }
            if count == slots.count { grow() }
            slots[(head + count) % slots.count] = message
            count += 1
            return true
        }

        mutating func popFirst() -> Message? {
            guard count > 0, let message = slots[head] else { return nil }
            slots[head] = nil
            head = (head + 1) % slots.count
            count -= 1
            return message
        }

        /// Doubles the ring: an idle inbox takes no room for messages it never had.
        private mutating func grow() {
            let size = min(max(slots.count * 2, 8), capacity)
            slots = (0..<count).map { slots[(head + $0) % slots.count] }
            slots += Array(repeating: nil, count: size - count)
            head = 0
        }
    }
}
