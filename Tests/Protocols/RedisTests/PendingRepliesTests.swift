import Testing

@testable import Redis

@Suite struct `The line of pending replies` {
    typealias Ticket = PendingReplies.Ticket

    private func admit(
        _ line: inout PendingReplies, deadline: Duration
    ) throws -> Ticket {
        guard case .admitted(let ticket) = line.asked(deadline: deadline) else {
            throw Refused()
        }
        return ticket
    }

    private struct Refused: Error {}

    @Test func `answers in the order of asking`() throws {
        var line = PendingReplies(limit: 10)
        let first = try admit(&line, deadline: .seconds(1))
        let second = try admit(&line, deadline: .seconds(1))
        #expect(line.replied() == .settle(first))
        #expect(line.replied() == .settle(second))
        #expect(line.replied() == .unasked)
    }

    @Test func `keeps the place of a command that was given up`() throws {
        var line = PendingReplies(limit: 10)
        let first = try admit(&line, deadline: .seconds(1))
        let second = try admit(&line, deadline: .seconds(3))
        #expect(line.timePassed(to: .seconds(2)) == [first])
        #expect(line.timePassed(to: .seconds(2)) == [])
        #expect(line.live == 1)
        #expect(line.count == 2)
        #expect(line.oldestTombstoneDeadline == .seconds(1))
        #expect(line.replied() == .late)
        #expect(line.oldestTombstoneDeadline == nil)
        #expect(line.replied() == .settle(second))
    }

    @Test func `knows the next deadline whatever the order`() throws {
        var line = PendingReplies(limit: 10)
        #expect(line.nextDeadline == nil)
        _ = try admit(&line, deadline: .seconds(9))
        let soon = try admit(&line, deadline: .seconds(2))
        _ = try admit(&line, deadline: .seconds(5))
        #expect(line.nextDeadline == .seconds(2))
        #expect(line.timePassed(to: .seconds(2)) == [soon])
        #expect(line.nextDeadline == .seconds(5))
        #expect(line.oldestTombstoneDeadline == nil)
    }

    @Test func `refuses above its limit, tombstones counted`() throws {
        var line = PendingReplies(limit: 2)
        _ = try admit(&line, deadline: .seconds(1))
        _ = try admit(&line, deadline: .seconds(1))
        _ = line.timePassed(to: .seconds(1))
        #expect(line.asked(deadline: .seconds(1)) == .full)
        #expect(line.asked(deadline: .seconds(1), passingLimit: true) != .full)
        #expect(line.replied() == .late)
        #expect(line.asked(deadline: .seconds(1)) == .full)
    }

    @Test func `grows with the line, wherever it begins in memory`() throws {
        for start in [0, 1, 40, 63] {
            var line = PendingReplies(limit: 10_000)
            for _ in 0..<start {
                _ = try admit(&line, deadline: .seconds(1))
                _ = line.replied()
            }
            let tickets = try (0..<1_000).map { _ in try admit(&line, deadline: .seconds(1)) }
            for ticket in tickets { #expect(line.replied() == .settle(ticket)) }
            #expect(line.replied() == .unasked)
        }
    }

    @Test func `returns each live command once when the connection ends`() throws {
        var line = PendingReplies(limit: 10)
        _ = try admit(&line, deadline: .seconds(1))
        let second = try admit(&line, deadline: .seconds(9))
        let third = try admit(&line, deadline: .seconds(9))
        _ = line.timePassed(to: .seconds(2))
        #expect(line.connectionEnded() == [second, third])
        #expect(line.connectionEnded() == [])
        #expect(line.count == 0)
        #expect(line.tombstones == 0)
        let fourth = try admit(&line, deadline: .seconds(9))
        #expect(![second, third].contains(fourth))
    }

    @Test func `settles every ticket exactly once under random traffic`() throws {
        let seed: UInt64 = 0x5EED_0001
        var dice = SplitMix(seed: seed)
        for round in 0..<200 {
            var line = PendingReplies(limit: 300)
            var open: [Ticket] = []
            var settled: Set<Ticket> = []
            var now = Duration.zero
            for step in 0..<600 {
                let place = Comment("seed \(seed), round \(round), step \(step)")
                now += .milliseconds(1)
                switch dice.next() % 10 {
                case 0..<5:
                    let wait = Duration.milliseconds(Int(dice.next() % 200))
                    if case .admitted(let ticket) = line.asked(deadline: now + wait) {
                        open.append(ticket)
                    } else {
                        #expect(line.count == 300, place)
                    }
                case 5..<9:
                    if case .settle(let ticket) = line.replied() {
                        #expect(settled.insert(ticket).inserted, place)
                        #expect(open.first == ticket, place)
                        open.removeFirst()
                    }
                default:
                    for ticket in line.timePassed(to: now) {
                        #expect(settled.insert(ticket).inserted, place)
                        open.removeAll { $0 == ticket }
                    }
                }
                #expect(line.live == open.count, place)
            }
            #expect(line.connectionEnded() == open, "seed \(seed), round \(round)")
        }
    }
}
