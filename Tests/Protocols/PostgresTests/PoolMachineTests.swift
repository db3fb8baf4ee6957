import Testing

@testable import Postgres

@Suite struct `A pool` {
    private let refused = PostgresError(.refused)

    private func machine(
        minimum: Int = 1, maximum: Int = 3, waiting: Int = 4
    ) -> PoolMachine {
        var configuration = PostgresPoolConfiguration(server: PostgresConfiguration())
        configuration.minimumConnections = minimum
        configuration.maximumConnections = maximum
        configuration.maximumWaiting = waiting
        configuration.idleTimeout = .seconds(60)
        configuration.reconnectDelay = .seconds(1)
        configuration.longestReconnectDelay = .seconds(4)
        return PoolMachine(configuration)
    }

    private func ticket(_ number: UInt64) -> PoolMachine.Ticket {
        PoolMachine.Ticket(number: number)
    }

    /// A pool with one idle connection in slot 0.
    private func running(minimum: Int = 1, maximum: Int = 3, waiting: Int = 4) -> PoolMachine {
        var pool = machine(minimum: minimum, maximum: maximum, waiting: waiting)
        _ = pool.started()
        for slot in 0..<minimum { _ = pool.connected(slot, at: .zero) }
        return pool
    }

    // MARK: - Lending

    @Test func `opens its minimum and lends what is idle`() {
        var pool = machine(minimum: 2)
        #expect(pool.started() == [.connect(0), .connect(1)])
        #expect(!pool.isAvailable)
        #expect(pool.connected(0, at: .zero) == [])
        #expect(pool.isAvailable)
        #expect(pool.requested(ticket(1)) == [.lease(0, ticket(1))])
    }

    @Test func `lets callers wait before it runs`() {
        var pool = machine()
        #expect(pool.requested(ticket(1)) == [])
        #expect(pool.started() == [.connect(0)])
        #expect(pool.connected(0, at: .zero) == [.lease(0, ticket(1))])
    }

    @Test func `grows for callers up to its maximum and no further`() {
        var pool = running()
        #expect(pool.requested(ticket(1)) == [.lease(0, ticket(1))])
        #expect(pool.requested(ticket(2)) == [.connect(1)])
        #expect(pool.requested(ticket(3)) == [.connect(2)])
        #expect(pool.requested(ticket(4)) == [])
        #expect(pool.connected(1, at: .zero) == [.lease(1, ticket(2))])
        #expect(
            pool.returned(0, isReusable: true, at: .zero) == [.lease(0, ticket(3))])
        #expect(pool.connected(2, at: .zero) == [.lease(2, ticket(4))])
        #expect(pool.waiting == [])
    }

    @Test func `refuses whom it has no place for`() {
        var pool = running(maximum: 1, waiting: 2)
        _ = pool.requested(ticket(1))
        #expect(pool.requested(ticket(2)) == [])
        #expect(pool.requested(ticket(3)) == [])
        #expect(
            pool.requested(ticket(4)) == [.refuse(ticket(4), PostgresError(.poolExhausted))])
    }

    @Test func `forgets whose deadline passed`() {
        var pool = running(maximum: 1)
        _ = pool.requested(ticket(1))
        _ = pool.requested(ticket(2))
        _ = pool.requested(ticket(3))
        #expect(pool.expired(ticket(2)) == true)
        #expect(pool.expired(ticket(2)) == false)
        #expect(
            pool.returned(0, isReusable: true, at: .zero) == [.lease(0, ticket(3))])
    }

    @Test func `replaces a connection that comes back broken`() {
        var pool = running()
        _ = pool.requested(ticket(1))
        #expect(
            pool.returned(0, isReusable: false, at: .zero) == [.close(0), .connect(0)])
    }

    @Test func `takes back no connection twice`() {
        var pool = running()
        _ = pool.requested(ticket(1))
        _ = pool.returned(0, isReusable: true, at: .zero)
        #expect(pool.returned(0, isReusable: true, at: .zero) == [])
        #expect(pool.requested(ticket(2)) == [.lease(0, ticket(2))])
        #expect(pool.requested(ticket(3)) == [.connect(1)])
    }

    @Test func `closes what nobody uses, above its minimum`() {
        var pool = running(minimum: 2, maximum: 3)
        for number in 1...3 { _ = pool.requested(ticket(UInt64(number))) }
        _ = pool.connected(2, at: .zero)
        for slot in 0..<3 {
            _ = pool.returned(slot, isReusable: true, at: .seconds(slot * 10))
        }
        #expect(pool.ticked(at: .seconds(59)) == [])
        #expect(pool.ticked(at: .seconds(61)) == [.close(0)])
        #expect(pool.ticked(at: .seconds(500)) == [])
        #expect(pool.requested(ticket(4)) == [.lease(2, ticket(4))])
    }

    // MARK: - The server away

    @Test func `tells everybody at once when the server is away`() {
        var pool = machine()
        _ = pool.started()
        _ = pool.requested(ticket(1))
        #expect(
            pool.connectFailed(0, refused, chance: 0) == [
                .refuse(ticket(1), PostgresError(.unavailable)), .rest(0, .seconds(1)),
            ])
        #expect(!pool.isAvailable)
        #expect(pool.requested(ticket(2)) == [.refuse(ticket(2), PostgresError(.unavailable))])
    }

    @Test func `asks after a server that is away with one slot and growing pauses`() {
        var pool = machine(minimum: 3)
        #expect(pool.started() == [.connect(0), .connect(1), .connect(2)])
        #expect(pool.connectFailed(1, refused, chance: 0) == [])
        #expect(pool.connectFailed(0, refused, chance: 0) == [])
        for seconds in [1, 2, 4, 4] {
            #expect(
                pool.connectFailed(2, refused, chance: 0) == [.rest(2, .seconds(seconds))])
            #expect(pool.rested(2) == [.connect(2)])
        }
        #expect(pool.connected(2, at: .zero) == [.connect(0), .connect(1)])
        #expect(pool.isAvailable)
    }

    @Test func `stays available while one connection works`() {
        var pool = running()
        _ = pool.requested(ticket(1))
        #expect(pool.requested(ticket(2)) == [.connect(1)])
        #expect(pool.connectFailed(1, refused, chance: 0) == [.rest(1, .seconds(1))])
        #expect(pool.isAvailable)
        #expect(
            pool.returned(0, isReusable: true, at: .zero) == [.lease(0, ticket(2))])
        #expect(pool.rested(1) == [])
    }

    @Test func `replaces an idle connection that breaks`() {
        var pool = running()
        #expect(pool.lost(0) == [.close(0), .connect(0)])
        #expect(pool.requested(ticket(1)) == [])
        #expect(pool.connected(0, at: .zero) == [.lease(0, ticket(1))])
        #expect(pool.lost(0) == [])  // lent out: its borrower finds out
    }

    @Test func `varies its pauses by chance`() {
        var pool = machine()
        _ = pool.started()
        #expect(pool.connectFailed(0, refused, chance: 1) == [.rest(0, .milliseconds(500))])
    }

    // MARK: - Stopping

    @Test func `stopping lets what is lent out come back`() {
        var pool = running(minimum: 2)
        _ = pool.requested(ticket(1))
        _ = pool.requested(ticket(2))
        _ = pool.requested(ticket(3))
        _ = pool.returned(0, isReusable: true, at: .zero)
        _ = pool.returned(1, isReusable: true, at: .zero)
        #expect(pool.stopping() == [.close(1)])
        #expect(!pool.isDrained)
        #expect(pool.requested(ticket(4)) == [.refuse(ticket(4), PostgresError(.closed))])
        #expect(pool.returned(0, isReusable: true, at: .zero) == [.close(0)])
        #expect(pool.connected(2, at: .zero) == [.close(2)])
        #expect(pool.isDrained)
    }

    @Test func `can be started again`() {
        var pool = running()
        _ = pool.stopping()
        #expect(pool.started() == [.connect(0)])
        #expect(pool.connected(0, at: .zero) == [])
        #expect(pool.isAvailable)
    }

    // MARK: - Everything at once

    @Test(arguments: 0..<100)
    func `never lends a connection twice nor leaves a caller behind`(seed: Int) {
        var dice = SeededDice(seed: UInt64(seed))
        var pool = machine(minimum: 2, maximum: 4, waiting: 8)
        var model = PoolModel()
        model.obey(pool.started())
        for step in 0..<400 {
            let now = Duration.seconds(step)
            switch Int.random(in: 0..<8, using: &dice) {
            case 0, 1, 2:
                let caller = model.newCaller()
                model.obey(pool.requested(caller))
            case 3:
                guard let slot = model.take(\.leased, &dice) else { continue }
                let isReusable = Bool.random(using: &dice)
                model.returned(slot)
                model.obey(pool.returned(slot, isReusable: isReusable, at: now))
            case 4, 5:
                guard let slot = model.take(\.connecting, &dice) else { continue }
                if Int.random(in: 0..<4, using: &dice) > 0 {
                    model.obey(pool.connected(slot, at: now))
                } else {
                    model.obey(pool.connectFailed(slot, refused, chance: 0.5))
                }
            case 6:
                guard let slot = model.take(\.resting, &dice) else { continue }
                model.obey(pool.rested(slot))
            default:
                guard let caller = pool.waiting.randomElement(using: &dice) else { continue }
                if pool.expired(caller) { model.waiting.remove(caller) }
            }
            #expect(model.faults.isEmpty, "seed \(seed), step \(step): \(model.faults)")
            #expect(Set(pool.waiting) == model.waiting, "seed \(seed), step \(step)")
        }
        // Whoever waits is served or told when all that is under way comes to its end.
        while !model.waiting.isEmpty || !model.leased.isEmpty {
            if let slot = model.leased.popFirst() {
                model.returned(slot)
                model.obey(pool.returned(slot, isReusable: true, at: .zero))
            } else if let slot = model.connecting.popFirst() {
                model.obey(pool.connected(slot, at: .zero))
            } else if let slot = model.resting.popFirst() {
                model.obey(pool.rested(slot))
            } else {
                Issue.record("seed \(seed): \(model.waiting.count) callers wait for ever")
                return
            }
        }
    }
}

/// What the pool's orders amount to, kept apart from the machine that gives them.
private struct PoolModel {
    var waiting: Set<PoolMachine.Ticket> = []
    var leased: Set<Int> = []
    var connecting: Set<Int> = []
    var resting: Set<Int> = []
    var faults: [String] = []
    private var callers: UInt64 = 0

    mutating func newCaller() -> PoolMachine.Ticket {
        callers += 1
        let caller = PoolMachine.Ticket(number: callers)
        waiting.insert(caller)
        return caller
    }

    mutating func take(
        _ slots: WritableKeyPath<PoolModel, Set<Int>>, _ dice: inout SeededDice
    ) -> Int? {
        guard let slot = self[keyPath: slots].sorted().randomElement(using: &dice) else {
            return nil
        }
        self[keyPath: slots].remove(slot)
        return slot
    }

    mutating func returned(_ slot: Int) {
        leased.remove(slot)
    }

    mutating func obey(_ orders: [PoolMachine.Order]) {
        for order in orders {
            switch order {
            case .connect(let slot):
                if !connecting.insert(slot).inserted { faults.append("two attempts in \(slot)") }
                if leased.contains(slot) { faults.append("an attempt in lent slot \(slot)") }
            case .close(let slot):
                if leased.contains(slot) { faults.append("closed lent slot \(slot)") }
            case .lease(let slot, let caller):
                if !leased.insert(slot).inserted { faults.append("lent \(slot) twice") }
                if waiting.remove(caller) == nil { faults.append("lent to nobody") }
            case .rest(let slot, _):
                resting.insert(slot)
            case .refuse(let caller, _):
                if waiting.remove(caller) == nil { faults.append("refused nobody") }
            }
        }
    }
}
