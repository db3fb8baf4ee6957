import Locks

/// A bounded queue from many senders to one reader, with an answer for every sender.
///
/// Urgent messages have a lane of their own, with its own bound, and are read first: a hangup is
/// not dropped because a thousand events came before it. After `close`, or once the reader's task
/// is cancelled and the queue is empty, senders are told that nobody reads any more.
package final class Inbox<Message: Sendable>: Sendable {
    private let lanes: Guarded<InboxLanes<Message>>
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    /// Makes an empty inbox with room for so many messages in each lane.
    package init(capacity: Int, urgentCapacity: Int = 0) {
        lanes = Guarded(InboxLanes(capacity: capacity, urgentCapacity: urgentCapacity))
        // The bell only says that there is something; one that has not been heard is enough.
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Sends a message that waits its turn.
    package func send(_ message: Message) -> Delivery {
        deliver(message, isUrgent: false)
    }

    /// Sends a message ahead of all ordinary ones.
    ///
    /// Without a capacity for urgent messages there is no such lane, and the answer is `full`.
    package func sendUrgent(_ message: Message) -> Delivery {
        deliver(message, isUrgent: true)
    }

    /// Takes no more; what is already inside is still read.
    package func close() {
        lanes.withLock { $0.close() }
        ring.finish()
    }

    /// How many messages wait.
    package var count: Int {
        lanes.withLock { $0.count }
    }

    /// The messages, for one reader.
    package var messages: Messages { Messages(inbox: self) }

    private func deliver(_ message: Message, isUrgent: Bool) -> Delivery {
        let (delivery, wasEmpty) = lanes.withLock { lanes in
            let wasEmpty = lanes.count == 0
            return (lanes.append(message, isUrgent: isUrgent), wasEmpty)
        }
        // A reader that left something behind looks again by itself.
        if wasEmpty, delivery == .accepted { ring.yield() }
        return delivery
    }

    fileprivate func popFirst() -> Message? {
        lanes.withLock { $0.popFirst() }
    }

    /// The last look of a reader that will not come back: what is found is still read.
    fileprivate func popLast() -> Message? {
        lanes.withLock { lanes in
            let message = lanes.popFirst()
            if message == nil { lanes.close() }
            return message
        }
    }
}

extension Inbox {
    /// The messages of an inbox, as a sequence to be read by one task.
    package struct Messages: AsyncSequence, Sendable {
        fileprivate let inbox: Inbox

        /// Begins to read.
        package func makeAsyncIterator() -> Iterator {
            Iterator(inbox: inbox, bell: inbox.bell.makeAsyncIterator())
        }

        /// Reads one message after the other, and ends when the inbox is closed and empty.
        package struct Iterator: AsyncIteratorProtocol {
            fileprivate let inbox: Inbox
            fileprivate var bell: AsyncStream<Void>.Iterator

            /// The next message; `nil` when there will be none any more.
            package mutating func next() async -> Message? {
                await next(isolation: #isolation)
            }

            /// The next message, waited for on the caller's actor.
            package mutating func next(isolation actor: isolated (any Actor)?) async -> Message? {
                while true {
                    if let message = inbox.popFirst() { return message }
                    guard await bell.next(isolation: actor) != nil else { return inbox.popLast() }
                }
            }
        }
    }
}
