import Supervision
import Testing

@Suite struct `An inbox` {
    @Test func `gives its messages in order, and ends when closed and empty`() async {
        let inbox = Inbox<Int>(capacity: 100)
        for number in 0..<20 { #expect(inbox.send(number) == .accepted) }
        #expect(inbox.count == 20)
        inbox.close()
        #expect(inbox.send(20) == .closed)
        var read: [Int] = []
        for await number in inbox.messages { read.append(number) }
        #expect(read == Array(0..<20))
    }

    @Test func `says that it is full, and has room again after a read`() async {
        let inbox = Inbox<Int>(capacity: 2)
        #expect(inbox.send(1) == .accepted)
        #expect(inbox.send(2) == .accepted)
        #expect(inbox.send(3) == .full)
        var messages = inbox.messages.makeAsyncIterator()
        #expect(await messages.next() == 1)
        #expect(inbox.send(4) == .accepted)
        #expect(await messages.next() == 2)
        #expect(await messages.next() == 4)
    }

    @Test func `has a lane for what is urgent, read first and with room of its own`() async {
        let inbox = Inbox<String>(capacity: 1, urgentCapacity: 1)
        #expect(inbox.send("event") == .accepted)
        #expect(inbox.send("event") == .full)
        #expect(inbox.sendUrgent("hangup") == .accepted)
        #expect(inbox.sendUrgent("hangup") == .full)
        var messages = inbox.messages.makeAsyncIterator()
        #expect(await messages.next() == "hangup")
        #expect(await messages.next() == "event")
    }

    @Test(arguments: [0, -1, Int.min])
    func `without capacity is always full`(capacity: Int) {
        let inbox = Inbox<Int>(capacity: capacity)
        #expect(inbox.send(1) == .full)
        #expect(inbox.sendUrgent(1) == .full)
    }

    @Test func `wakes a reader that waits`() async {
        let inbox = Inbox<Int>(capacity: 1)
        let answers = Inbox<Int>(capacity: 1)
        await withTaskGroup { group in
            group.addTask {
                for await number in inbox.messages { _ = answers.send(number + 1) }
                answers.close()
            }
            var reader = answers.messages.makeAsyncIterator()
            for number in 0..<1_000 {
                #expect(inbox.send(number) == .accepted)
                #expect(await reader.next() == number + 1)
            }
            inbox.close()
            #expect(await reader.next() == nil)
        }
    }

    @Test func `loses nothing it accepted among many senders`() async {
        let inbox = Inbox<Int>(capacity: 16, urgentCapacity: 4)
        let total = await withTaskGroup(of: Int.self) { group in
            for sender in 0..<4 {
                group.addTask {
                    var accepted = 0
                    for number in 0..<2_000 {
                        let delivery =
                            sender == 0 ? inbox.sendUrgent(number) : inbox.send(number)
                        if delivery == .accepted { accepted += 1 } else { await Task.yield() }
                    }
                    return -accepted
                }
            }
            group.addTask {
                var read = 0
                for await _ in inbox.messages { read += 1 }
                return read
            }
            var sum = 0
            for _ in 0..<4 { sum += await group.next() ?? 0 }
            inbox.close()
            return sum + (await group.next() ?? 0)
        }
        #expect(total == 0)
    }

    @Test func `is closed for senders once its reader was cancelled`() async {
        let inbox = Inbox<Int>(capacity: 2)
        #expect(inbox.send(1) == .accepted)
        let reader = Task {
            var read: [Int] = []
            for await number in inbox.messages { read.append(number) }
            return read
        }
        reader.cancel()
        #expect(await reader.value == [1], "what it was sent before is read")
        #expect(inbox.send(2) == .closed)
    }
}
