import Supervision

/// Decides which connections exist and who gets one.
///
/// Slots are places for connections, tickets are callers waiting for one. Each slot goes round:
///
/// ```
/// vacant ──▶ connecting ──▶ idle ◀──▶ leased
///   ▲            │           │           │
///   │            ▼           │           │
///   └───────  resting ◀──────┴── lost ◀──┘   (resting only after a failed attempt)
/// ```
///
/// The circuit opens when an attempt fails while no connection is left, and closes with the next
/// success. While it is open nobody waits, and a single slot goes on trying.
struct PoolMachine: Sendable {
    typealias Slot = Int

    struct Ticket: Hashable, Sendable {
        let number: UInt64
    }

    enum SlotState: Hashable, Sendable {
        case vacant
        case connecting
        case idle(since: Duration)
        case leased
        /// An attempt failed; the next one comes after a pause.
        case resting
    }

    enum Phase: Hashable, Sendable { case notStarted, running, stopping }
    enum Circuit: Hashable, Sendable { case untried, closed, open }

    enum Order: Hashable, Sendable {
        case connect(Slot)
        case close(Slot)
        case lease(Slot, Ticket)
        case rest(Slot, Duration)
        case refuse(Ticket, PostgresError)
    }

    private(set) var phase: Phase = .notStarted
    private(set) var circuit: Circuit = .untried
    private(set) var slots: [SlotState]
    /// Callers in the order they came.
    private(set) var waiting: [Ticket] = []
    /// Idle slots, the most recently used last: it is taken first, so that surplus ones grow old.
    private var idle: [Slot] = []
    private var backoff: Backoff
    private let minimum: Int
    private let maximumWaiting: Int
    private let idleTimeout: Duration

    init(_ configuration: PostgresPoolConfiguration) {
        let maximum = max(configuration.maximumConnections, 1)
        slots = Array(repeating: .vacant, count: maximum)
        minimum = min(max(configuration.minimumConnections, 0), maximum)
        maximumWaiting = max(configuration.maximumWaiting, 0)
        idleTimeout = configuration.idleTimeout
        backoff = Backoff(
            initial: configuration.reconnectDelay, maximum: configuration.longestReconnectDelay,
            jitter: 0.5)
    }

    /// Whether a statement sent now can be expected to reach the server.
    var isAvailable: Bool { phase == .running && circuit == .closed }

    /// Whether no connection exists and none is being made.
    var isDrained: Bool {
        slots.allSatisfy { $0 == .vacant || $0 == .resting }
    }

    // MARK: - Callers

    mutating func requested(_ ticket: Ticket) -> [Order] {
        switch (phase, circuit) {
        case (.stopping, _):
            return [.refuse(ticket, PostgresError(.closed))]
        case (.running, .open):
            return [.refuse(ticket, PostgresError(.unavailable))]
        case (.notStarted, _), (.running, .untried), (.running, .closed):
            if let slot = idle.popLast() {
                slots[slot] = .leased
                return [.lease(slot, ticket)]
            }
            guard waiting.count < maximumWaiting else {
                return [.refuse(ticket, PostgresError(.poolExhausted))]
            }
            waiting.append(ticket)
            return refill()
        }
    }

    /// A caller's deadline has passed; says whether it was still waiting.
    mutating func expired(_ ticket: Ticket) -> Bool {
        guard let place = waiting.firstIndex(of: ticket) else { return false }
        waiting.remove(at: place)
        return true
    }

    mutating func returned(_ slot: Slot, isReusable: Bool, at now: Duration) -> [Order] {
        guard slots.indices.contains(slot), slots[slot] == .leased else { return [] }
        guard isReusable, phase != .stopping else {
            slots[slot] = .vacant
            return [.close(slot)] + refill()
        }
        return settle(slot, at: now)
    }

    // MARK: - Connections

    mutating func connected(_ slot: Slot, at now: Duration) -> [Order] {
        guard slots.indices.contains(slot), slots[slot] == .connecting else {
            return [.close(slot)]
        }
        guard phase == .running else {
            slots[slot] = .vacant
            return [.close(slot)]
        }
        backoff.reset()
        circuit = .closed
        return settle(slot, at: now) + refill()
    }

    /// `chance` is a random number from 0 to 1.
    mutating func connectFailed(_ slot: Slot, _ error: PostgresError, chance: Double) -> [Order] {
        guard slots.indices.contains(slot), slots[slot] == .connecting else { return [] }
        slots[slot] = .vacant
        guard phase == .running else { return [] }
        var orders: [Order] = []
        if !isConnected {
            circuit = .open
            orders = waiting.map { .refuse($0, PostgresError(.unavailable)) }
            waiting = []
            // One slot asks after the server; the others stay quiet until it answers.
            guard !slots.contains(where: { $0 == .connecting || $0 == .resting }) else {
                return orders
            }
        }
        slots[slot] = .resting
        return orders + [.rest(slot, backoff.next(chance: chance))]
    }

    mutating func rested(_ slot: Slot) -> [Order] {
        guard slots.indices.contains(slot), slots[slot] == .resting else { return [] }
        slots[slot] = .vacant
        guard phase == .running else { return [] }
        guard circuit != .open else {
            slots[slot] = .connecting
            return [.connect(slot)]
        }
        return refill()
    }

    /// An idle connection broke.
    mutating func lost(_ slot: Slot) -> [Order] {
        guard slots.indices.contains(slot), case .idle = slots[slot] else { return [] }
        slots[slot] = .vacant
        idle.removeAll { $0 == slot }
        return [.close(slot)] + refill()
    }

    /// Closes connections above the minimum that nobody has used for a while.
    mutating func ticked(at now: Duration) -> [Order] {
        var orders: [Order] = []
        var surplus = slots.count { $0 != .vacant && $0 != .resting } - minimum
        for slot in idle where surplus > 0 {
            guard case .idle(let since) = slots[slot], now - since >= idleTimeout else { continue }
            slots[slot] = .vacant
            orders.append(.close(slot))
            surplus -= 1
        }
        idle.removeAll { slots[$0] == .vacant }
        return orders
    }

    // MARK: - Start and stop

    mutating func started() -> [Order] {
        guard phase != .running else { return [] }
        phase = .running
        circuit = .untried
        backoff.reset()
        for slot in slots.indices where slots[slot] == .resting { slots[slot] = .vacant }
        return refill()
    }

    mutating func stopping() -> [Order] {
        phase = .stopping
        let refused = waiting.map { Order.refuse($0, PostgresError(.closed)) }
        waiting = []
        let closed = idle.map { Order.close($0) }
        for slot in idle { slots[slot] = .vacant }
        idle = []
        return refused + closed
    }

    // MARK: - Private

    private var isConnected: Bool {
        slots.contains { state in
            switch state {
            case .idle, .leased: true
            case .vacant, .connecting, .resting: false
            }
        }
    }

    /// A usable connection goes to whoever waits longest.
    private mutating func settle(_ slot: Slot, at now: Duration) -> [Order] {
        guard !waiting.isEmpty else {
            slots[slot] = .idle(since: now)
            idle.append(slot)
            return []
        }
        slots[slot] = .leased
        return [.lease(slot, waiting.removeFirst())]
    }

    /// Opens as many connections as the minimum and the callers waiting ask for.
    private mutating func refill() -> [Order] {
        guard phase == .running else { return [] }
        guard circuit != .open else {
            return []
        }
        var connecting = slots.count { $0 == .connecting }
        var existing = slots.count { $0 != .vacant && $0 != .resting }
        var orders: [Order] = []
        for slot in slots.indices where slots[slot] == .vacant {
            guard existing < minimum || connecting < waiting.count else { break }
            slots[slot] = .connecting
            orders.append(.connect(slot))
            connecting += 1
            existing += 1
        }
        return orders
    }
}
