import CallControl
import Reactor
import Telemetry
import Telephony

extension CallSession {
    /// The switch reported how far the call is.
    ///
    /// A repeat changes nothing.
    func reported(_ report: SwitchReport) {
        guard isNew(report.eventID) else {
            services.metrics.repeatedEvents.increment()
            return
        }
        let before = machine.state
        let action = machine.reported(report)
        services.metrics.moved(from: before, to: machine.state)
        switch action {
        case .arm(let delay):
            keep(report)
            perform(.arm(after: delay))
        case .waitForCallback(let grace):
            // It may be the end of one attempt only: the record must not say more than we know.
            keep(report, saysStatus: false)
            pendingReport = report
            arm(grace) { $0.graceElapsed() }
        case .ended(let state):
            keep(report)
            perform(.ended(state))
        case .ignore:
            // An end that did not end the call is an attempt's.
            let isAttempts =
                if case .ended = report.stage { !machine.state.isTerminal } else { false }
            keep(report, saysStatus: !isAttempts)
        }
    }

    /// The carrier's record of the call arrived.
    func recorded(_ outcome: DialOutcome) {
        let before = machine.state
        let action = machine.recorded(outcome)
        services.metrics.moved(from: before, to: machine.state)
        perform(action)
    }

    private func graceElapsed() {
        let before = machine.state
        let action = machine.graceElapsed()
        services.metrics.moved(from: before, to: machine.state)
        if case .ended = action, let pendingReport { keep(pendingReport) }
        pendingReport = nil
        perform(action)
    }

    private func isNew(_ eventID: String) -> Bool {
        guard !rememberedEvents.contains(eventID) else { return false }
        if rememberedEvents.count >= services.configuration.rememberedEvents {
            rememberedEvents.removeFirst()
        }
        rememberedEvents.append(eventID)
        return true
    }

    private func keep(_ report: SwitchReport, saysStatus: Bool = true) {
        var fact = RecordFact(
            tenant: key.tenant, key: key.token.rawValue, source: .sessionUpdate,
            modifiedAt: report.modifiedAt, eventID: report.eventID)
        fact.session = key.token
        fact.startedAt = report.startedAt
        fact.answeredAt = report.answeredAt
        fact.endedAt = report.endedAt
        guard saysStatus else { return services.keep(fact) }
        switch report.stage {
        case .starting: break
        case .ringing: fact.status = .ringing
        case .connected: fact.status = .inProgress
        case .ended(let outcome):
            fact.status = outcome.status
            if let end = report.endedAt {
                fact.duration = report.startedAt.map { end.seconds(since: $0) }
                fact.billedSeconds = report.answeredAt.map { end.seconds(since: $0) }
                if outcome != .answered { fact.billedSeconds = fact.billedSeconds ?? 0 }
            }
        }
        services.keep(fact)
    }
}
