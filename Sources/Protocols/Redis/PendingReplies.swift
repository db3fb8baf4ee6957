/// The commands whose replies are still to come, in the order Redis will answer them.
///
/// Redis answers strictly in order and names no command in its answer, so a command given up at
/// its deadline must keep its place: it becomes a tombstone, and its late reply is dropped.
struct PendingReplies: Sendable {
    /// The number of a command on its connection; numbers are never used twice by one client.
    struct Ticket: Hashable, Sendable {
        let rawValue: UInt64
    }

    /// Whether a command may join the line.
    enum Admission: Hashable, Sendable {
        case admitted(Ticket)
        case full
    }

    /// Whom a reply belongs to.
    enum Match: Hashable, Sendable {
        case settle(Ticket)
        /// A command given up before; the reply is dropped.
        case late
        /// Nobody asked: the two sides no longer count alike, and the connection must end.
        case unasked
    }

    private struct Slot: Sendable {
        let deadline: Duration
        var isTombstone = false
    }

    private let limit: Int
    /// A ring: `slots.count` is a power of two, `head` the oldest, `count` in use.
    private var slots: [Slot?] = Array(repeating: nil, count: 64)
    private var head = 0
    private(set) var count = 0
    private(set) var tombstones = 0
    /// The ticket of the oldest slot; the others follow without gaps.
    private var headTicket: UInt64 = 1

    init(limit: Int) {
        self.limit = limit
    }

    /// Commands somebody still waits for.
    var live: Int { count - tombstones }

    /// A command takes the next place; the connection's own commands pass the limit.
    mutating func asked(deadline: Duration, passingLimit: Bool = false) -> Admission {
        guard passingLimit || count < limit else { return .full }
        if count == slots.count { grow() }
        slots[(head &+ count) & (slots.count - 1)] = Slot(deadline: deadline)
        defer { count += 1 }
        return .admitted(Ticket(rawValue: headTicket &+ UInt64(count)))
    }

    /// A reply arrived: it belongs to the oldest place.
    mutating func replied() -> Match {
        guard count > 0, let slot = slots[head] else { return .unasked }
        slots[head] = nil
        head = (head &+ 1) & (slots.count - 1)
        count -= 1
        defer { headTicket &+= 1 }
        guard slot.isTombstone else { return .settle(Ticket(rawValue: headTicket)) }
        tombstones -= 1
        return .late
    }

    /// Time passed: the commands past their deadline become tombstones and are returned.
    mutating func timePassed(to now: Duration) -> [Ticket] {
        var overdue: [Ticket] = []
        for offset in 0..<count {
            let index = (head &+ offset) & (slots.count - 1)
            guard let slot = slots[index], !slot.isTombstone, slot.deadline <= now else { continue }
            slots[index]?.isTombstone = true
            tombstones += 1
            overdue.append(Ticket(rawValue: headTicket &+ UInt64(offset)))
        }
        return overdue
    }

    /// The connection ended: all places are given up, and those still waited for returned.
    mutating func connectionEnded() -> [Ticket] {
        var abandoned: [Ticket] = []
        while count > 0 {
            if case .settle(let ticket) = replied() { abandoned.append(ticket) }
        }
        return abandoned
    }

    /// The deadline of the oldest command when it is overdue and still unanswered.
    var oldestTombstoneDeadline: Duration? {
        guard count > 0, let slot = slots[head], slot.isTombstone else { return nil }
        return slot.deadline
    }

    /// The next deadline of a command still waited for; walks the line, so not for every command.
    var nextDeadline: Duration? {
        guard live > 0 else { return nil }
        var next: Duration?
        for offset in 0..<count {
            guard let slot = slots[(head &+ offset) & (slots.count - 1)], !slot.isTombstone
            else { continue }
            next = next.map { min($0, slot.deadline) } ?? slot.deadline
        }
        return next
    }

    private mutating func grow() {
        let ordered = (0..<count).map { slots[(head &+ $0) & (slots.count - 1)] }
        slots = ordered + Array(repeating: nil, count: ordered.count)
        head = 0
    }
}
