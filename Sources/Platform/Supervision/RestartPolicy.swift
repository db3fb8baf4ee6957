/// How often a child may fail before its supervisor gives up on it.
///
/// More than `atMost` failures within the window escalate. Delays grow with each failure and begin
/// small again once the child has run for a whole window without failing.
package struct RestartPolicy: Hashable, Sendable {
    /// What is to be done about a failure.
    package enum Verdict: Hashable, Sendable {
        case restart(after: Duration)
        case escalate
    }

    /// How many failures within the window are made good.
    package let atMost: Int
    /// The length of the window.
    package let within: Duration

    private var backoff: Backoff
    private var failures: [Duration] = []
    private var restartDue: Duration?

    /// Makes a policy; negative values count as zero.
    package init(atMost: Int, within: Duration, backoff: Backoff = Backoff()) {
        self.atMost = max(atMost, 0)
        self.within = max(within, .zero)
        self.backoff = backoff
    }

    /// Never restarts: the first failure escalates.
    package static let never = RestartPolicy(atMost: 0, within: .zero)

    /// Always restarts: for a link to something outside that may be away for hours.
    package static func always(backoff: Backoff = Backoff()) -> RestartPolicy {
        RestartPolicy(atMost: .max, within: .seconds(60), backoff: backoff)
    }

    /// Takes a failure and decides; `chance` is a random number from 0 to 1 for the delay.
    package mutating func failed(at now: Duration, chance: Double = 0) -> Verdict {
        if let restartDue, now - restartDue > within { backoff.reset() }
        failures.removeAll { now - $0 > within }
        guard failures.count < atMost else { return .escalate }
        failures.append(now)
        let delay = backoff.next(chance: chance)
        restartDue = now + delay
        return .restart(after: delay)
    }
}
