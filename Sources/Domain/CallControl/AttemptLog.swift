package import Telephony

/// The attempts of a call, each with how much is to be believed of it.
///
/// A session that was begun again after a restart knows the attempts since then only: logs are
/// therefore joined attempt by attempt. When an attempt began is said once, by whoever made it, so
/// it is kept whichever report of the attempt wins.
package struct AttemptLog: Hashable, Sendable {
    /// One for each attempt, in their order.
    package private(set) var entries: [Stamped<CallAttempt>] = []

    package init(_ attempts: [CallAttempt], _ stamp: Stamp) {
        for attempt in attempts { add(Stamped(attempt, stamp)) }
    }

    /// The attempts in their order.
    package var value: [CallAttempt] { entries.map(\.value) }

    /// The greatest stamp of all; `nil` without attempts.
    package var stamp: Stamp? { entries.map(\.stamp).max() }

    /// Takes what another log knows better.
    mutating func join(_ other: AttemptLog) {
        for entry in other.entries { add(entry) }
    }

    private mutating func add(_ entry: Stamped<CallAttempt>) {
        guard let index = entries.firstIndex(where: { $0.value.number >= entry.value.number })
        else {
            entries.append(entry)
            return
        }
        guard entries[index].value.number == entry.value.number else {
            entries.insert(entry, at: index)
            return
        }
        let known = entries[index]
        var better = known.stamp < entry.stamp ? entry : known
        better.value.startedAt = known.value.startedAt ?? entry.value.startedAt
        entries[index] = better
    }
}

extension Optional<AttemptLog> {
    mutating func join(_ other: AttemptLog?) {
        guard let other else { return }
        if self == nil { self = other } else { self?.join(other) }
    }
}
