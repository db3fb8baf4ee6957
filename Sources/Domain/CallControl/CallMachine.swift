package import Telephony

/// The life of one call, from the first request to its end.
///
/// ```
/// received ─▶ queued ─▶ routing ─▶ connecting ─▶ connected ─▶ completed
///                          ▲  │        │  │           └─▶ busy · no_answer · failed · canceled
///                 failover └──┼────────┘  └─▶ completed · busy · no_answer · failed · canceled
///                             └─▶ failed (and the outcome of the last attempt)
/// ```
///
/// Attempts advance only by our own decisions and their callbacks. While a callback is outstanding,
/// an unanswered end that the switch reports without an end time may be one leg's end only: it waits
/// for the callback, a call detail record or a short grace. Terminal states absorb: what arrives
/// later changes the record, which is a fold of its own, and never the call.
package struct CallMachine: Hashable, Sendable {
    package private(set) var state: CallState = .received
    /// An attempt is under way whose `Dial` reports back to us.
    package private(set) var awaitsCallback = false
    /// The unanswered end that waits for the callback.
    package private(set) var pendingEnd: DialOutcome?
    private let limits: CallLimits
    private var timeLimit: Duration?
    /// When the present attempt began, if another came before it; older reports are about that one.
    private var attemptBegan: Timestamp?

    package init(limits: CallLimits) { self.limits = limits }

    /// A machine in any state, also one no input leads to yet.
    init(limits: CallLimits, state: CallState) {
        self.limits = limits
        self.state = state
    }

    // MARK: - A request for instructions

    /// What to do when the switch asks what to do with the call.
    package enum AskAction: Hashable, Sendable {
        case decide
        /// The call is over: tell the switch to end it.
        case endCall
    }

    /// The switch asked where the call goes, with no attempt to report.
    package mutating func asked() -> AskAction {
        guard !state.isTerminal else { return .endCall }
        state = .routing
        awaitsCallback = false
        pendingEnd = nil
        return .decide
    }

    /// The callback of an attempt came.
    package mutating func dialEnded(_ outcome: DialOutcome) -> CallbackAction {
        switch state {
        case .received, .queued, .routing, .connecting, .connected:
            awaitsCallback = false
            pendingEnd = nil
            guard outcome != .answered else {
                state = .completed
                return .conversationEnded
            }
            state = .routing
            return .failOver
        case .completed, .busy, .noAnswer, .failed, .canceled:
            return .endCall
        }
    }

    /// What to do when an attempt has ended.
    package enum CallbackAction: Hashable, Sendable {
        case failOver
        case conversationEnded
        case endCall
    }

    // MARK: - Decisions

    /// When the call is settled unless something happens first.
    package enum DeadlineAction: Hashable, Sendable {
        case arm(after: Duration)
        case ended(CallState)
        case ignore
    }

    /// We told the switch to ring somebody.
    package mutating func dialled(
        ringTimeout: Duration, timeLimit: Duration?, reportsBack: Bool, at moment: Timestamp? = nil
    ) -> DeadlineAction {
        guard !state.isTerminal else { return .ignore }
        state = .connecting
        awaitsCallback = reportsBack
        pendingEnd = nil
        self.timeLimit = timeLimit
        attemptBegan = moment
        return .arm(after: ringTimeout + limits.connectingGrace)
    }

    /// We told the switch to end the call, nobody being left to ring.
    package mutating func gaveUp(after outcome: DialOutcome?) -> DeadlineAction {
        guard !state.isTerminal else { return .ignore }
        return end(in: (outcome ?? .failed).state)
    }

    // MARK: - What the switch says

    /// What follows from a report of the switch.
    package enum ReportAction: Hashable, Sendable {
        case arm(after: Duration)
        case waitForCallback(atMost: Duration)
        case ended(CallState)
        case ignore
    }

    /// The switch reported how far the call is.
    package mutating func reported(_ report: SwitchReport) -> ReportAction {
        switch state {
        case .completed, .busy, .noAnswer, .failed, .canceled:
            return .ignore
        case .received, .queued, .routing, .connecting, .connected:
            break
        }
        switch report.stage {
        case .starting, .ringing:
            return .ignore  // no news: we sent the call there
        case .connected:
            guard state != .connected else { return .ignore }
            state = .connected
            pendingEnd = nil
            return .arm(after: timeLimit ?? limits.connectedMaximum)
        case .ended(let outcome):
            if outcome != .answered, awaitsCallback, report.endedAt == nil {
                guard pendingEnd == nil, !isOlderThanAttempt(report) else { return .ignore }
                pendingEnd = outcome
                return .waitForCallback(atMost: limits.callbackGrace)
            }
            _ = end(in: outcome.state)
            return .ended(outcome.state)
        }
    }

    /// Whether the report is of an earlier second than the present attempt.
    ///
    /// The end of one leg may be told after its callback has led to the next.
    private func isOlderThanAttempt(_ report: SwitchReport) -> Bool {
        guard let attemptBegan else { return false }
        return report.modifiedAt.milliseconds / 1_000 < attemptBegan.milliseconds / 1_000
    }

    /// The carrier's record of the call arrived: the call is over.
    package mutating func recorded(_ outcome: DialOutcome) -> DeadlineAction {
        guard !state.isTerminal else { return .ignore }
        return end(in: outcome.state)
    }

    // MARK: - Time

    /// The grace for a callback is over.
    package mutating func graceElapsed() -> DeadlineAction {
        guard !state.isTerminal, let outcome = pendingEnd else { return .ignore }
        return end(in: outcome.state)
    }

    /// Nobody said how the call ended, and its deadline has passed.
    package mutating func deadlinePassed() -> DeadlineAction {
        switch state {
        case .received, .queued, .routing, .connecting:
            return end(in: .failed)
        case .connected:
            return end(in: .completed)
        case .completed, .busy, .noAnswer, .failed, .canceled:
            return .ignore
        }
    }

    private mutating func end(in terminal: CallState) -> DeadlineAction {
        state = terminal
        awaitsCallback = false
        pendingEnd = nil
        return .ended(terminal)
    }
}
