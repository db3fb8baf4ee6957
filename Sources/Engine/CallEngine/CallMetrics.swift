package import Telemetry
package import Telephony

/// What the engine counts about calls; resolved once, so that counting looks nothing up.
package final class CallMetrics: Sendable {
    let decisionTime: Histogram
    let repeats: Counter
    let hops: Counter
    let failOvers: Counter
    let deadlinesMissed: Counter
    let settledByDeadline: Counter
    let refusedSessions: Counter
    let recordsRefused: Counter
    let repeatedEvents: Counter
    private let decisions: DecisionCounters
    private let safePlans: [SafePlanReason: Counter]
    private let states: StateGauges
    private let ended: [CallState: Counter]

    package init(_ metrics: Metrics) {
        decisionTime = metrics.histogram(
            "strowger_decision_seconds", help: "Time to decide where a call goes, in process.",
            buckets: HistogramBuckets.decision)
        repeats = metrics.counter(
            "strowger_stage_repeats_total", help: "Requests answered with the bytes of their first."
        )
        hops = metrics.counter(
            "strowger_loop_hops_total", help: "Requests that had to leave the loop they arrived on."
        )
        failOvers = metrics.counter(
            "strowger_failovers_total", help: "Attempts that ended without a conversation.")
        deadlinesMissed = metrics.counter(
            "strowger_decision_deadlines_missed_total",
            help: "Decisions that took too long; the safe plan was served.")
        settledByDeadline = metrics.counter(
            "strowger_calls_settled_by_deadline_total",
            help: "Calls whose end nobody told, settled by their deadline.")
        refusedSessions = metrics.counter(
            "strowger_sessions_refused_total", help: "New calls over the limit of live sessions.")
        recordsRefused = metrics.counter(
            "strowger_record_facts_refused_total",
            help: "Facts of live calls the record writer had no room for.")
        repeatedEvents = metrics.counter(
            "strowger_session_events_repeated_total", help: "Switch reports seen before.")
        decisions = DecisionCounters(metrics)
        safePlans = Dictionary(
            uniqueKeysWithValues: SafePlanReason.allCases.map {
                (
                    $0,
                    metrics.counter(
                        "strowger_safe_plans_total", help: "Safe plans served, by reason.",
                        labels: [("reason", $0.rawValue)])
                )
            })
        states = StateGauges(metrics)
        ended = Dictionary(
            uniqueKeysWithValues: CallState.allCases.filter(\.isTerminal).map {
                (
                    $0,
                    metrics.counter(
                        "strowger_calls_ended_total", help: "Calls ended, by how.",
                        labels: [("state", $0.rawValue)])
                )
            })
    }

    /// Counts a decision that goes out.
    func decided(_ decision: Decision, in time: Duration) {
        decisionTime.observe(time)
        decisions[decision].increment()
        if case .safePlan(let reason) = decision { safePlans[reason]?.increment() }
    }

    /// Counts a safe plan served without a session.
    package func servedSafePlan(_ reason: SafePlanReason) {
        decisions[.safePlan(reason)].increment()
        safePlans[reason]?.increment()
    }

    /// Keeps the gauges of live sessions right; `nil` is before the first state.
    func moved(from old: CallState?, to new: CallState) {
        guard old != new else { return }
        if let old { states[old]?.decrement() }
        states[new]?.increment()
        if new.isTerminal, old?.isTerminal != true { ended[new]?.increment() }
    }
}

/// A counter for each kind of decision.
private struct DecisionCounters: Sendable {
    private let agent: Counter
    private let trunks: Counter
    private let number: Counter
    private let safePlan: Counter
    private let hangup: Counter

    init(_ metrics: Metrics) {
        func counter(_ kind: String) -> Counter {
            metrics.counter(
                "strowger_decisions_total", help: "Decisions by what they told the switch.",
                labels: [("decision", kind)])
        }
        agent = counter("agent")
        trunks = counter("trunks")
        number = counter("number")
        safePlan = counter("safe_plan")
        hangup = counter("hangup")
    }

    subscript(_ decision: Decision) -> Counter {
        switch decision {
        case .agent: agent
        case .trunks: trunks
        case .number: number
        case .safePlan: safePlan
        case .hangup: hangup
        }
    }
}

/// A gauge for each state a live session can be in.
private struct StateGauges: Sendable {
    private let received: Gauge
    private let queued: Gauge
    private let routing: Gauge
    private let connecting: Gauge
    private let connected: Gauge

    init(_ metrics: Metrics) {
        func gauge(_ state: CallState) -> Gauge {
            metrics.gauge(
                "strowger_sessions", help: "Live call sessions by state.",
                labels: [("state", state.rawValue)])
        }
        received = gauge(.received)
        queued = gauge(.queued)
        routing = gauge(.routing)
        connecting = gauge(.connecting)
        connected = gauge(.connected)
    }

    /// `nil` for a state that is the end of a session.
    subscript(_ state: CallState) -> Gauge? {
        switch state {
        case .received: received
        case .queued: queued
        case .routing: routing
        case .connecting: connecting
        case .connected: connected
        case .completed, .busy, .noAnswer, .failed, .canceled: nil
        }
    }
}
