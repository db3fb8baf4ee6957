import Telephony

/// The calls of a group's agents within the strategy's window, counted in this process.
struct RollingLoads: Sendable {
    /// The window is told in this many steps: memory per agent against lateness of expiry.
    static let steps: Int64 = 256

    private struct Account: Sendable {
        var window = CallWindow()
        var lastChosen: UInt64 = 0
    }

    /// Belongs to the group's `members`, index by index.
    private(set) var loads: [AgentLoad] = []
    private var windows: [CallWindow] = []
    /// Agents that are not members now, until their calls have left the window.
    ///
    /// Being disabled for a minute, or removed and added again, must not give a fresh allowance.
    private var absent: [AgentID: Account] = [:]
    private var group: CompiledGroup?
    private var length: Int64 = 1
    private var granularity: Int64 = 1
    private var choices: UInt64 = 0
    private var latest: Int64 = 0
    /// Nothing leaves the window before this moment.
    private var nextExpiry = Int64.max

    /// How many agents are remembered.
    var rememberedCount: Int { loads.count + absent.count }

    /// The most memory that an agent takes, in spans of its window.
    var largestSpanCount: Int { windows.map(\.spanCount).max() ?? 0 }

    /// Takes up the group's members and window, and lets old calls go.
    mutating func advance(_ group: CompiledGroup, window: Duration, to now: Duration) {
        latest = max(latest, now.clampedNanoseconds)
        if self.group !== group { adopt(group) }
        let length = max(1, window.clampedNanoseconds)
        if self.length != length { adopt(length: length) }
        if latest >= nextExpiry { expire() }
    }

    /// Counts a call for the member at an index.
    mutating func record(_ index: Int) {
        choices &+= 1
        loads[index].lastChosen = choices
        windows[index].record(at: latest, granularity: granularity)
        loads[index].calls = windows[index].calls
        nextExpiry = min(nextExpiry, latest + length)
    }

    private mutating func adopt(_ group: CompiledGroup) {
        for (index, member) in (self.group?.members ?? []).enumerated() {
            absent[member.agent] = Account(
                window: windows[index], lastChosen: loads[index].lastChosen)
        }
        let accounts = group.members.map { absent.removeValue(forKey: $0.agent) ?? Account() }
        windows = accounts.map(\.window)
        loads = accounts.map { AgentLoad(calls: $0.window.calls, lastChosen: $0.lastChosen) }
        absent = absent.filter { $0.value.window.calls > 0 }
        self.group = group
    }

    private mutating func adopt(length: Int64) {
        self.length = length
        granularity = (length - 1) / Self.steps + 1
        for index in windows.indices { windows[index].coarsen(to: granularity) }
        absent = absent.mapValues { account in
            var account = account
            account.window.coarsen(to: granularity)
            return account
        }
        nextExpiry = latest
    }

    private mutating func expire() {
        let moment = latest - length
        var oldest = Int64.max
        for index in windows.indices {
            windows[index].expire(through: moment)
            loads[index].calls = windows[index].calls
            oldest = min(oldest, windows[index].oldest ?? .max)
        }
        absent = absent.compactMapValues { account in
            var account = account
            account.window.expire(through: moment)
            return account.window.calls > 0 ? account : nil
        }
        oldest = absent.values.reduce(oldest) { min($0, $1.window.oldest ?? .max) }
        nextExpiry = oldest == .max ? .max : oldest + length
    }
}

extension Duration {
    /// Nanoseconds from zero up to seventy years, which leaves room for adding two of them.
    fileprivate var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit: Int64 = 70 * 366 * 86_400
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return min(seconds, limit) * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
