import Telemetry

/// The kinds of webhook, as metrics and audits name them.
enum WebhookEvent: String, CaseIterable, Sendable {
    case voiceApplication = "voice_application"
    case dialCallback = "dial_callback"
    case sessionUpdate = "session_update"
    case cdr
}

/// What became of a webhook, as metrics and audits name it.
enum WebhookOutcome: String, CaseIterable, Sendable {
    case accepted
    /// It says nothing that could be used: an unknown call, or an unknown status.
    case ignored
    case refused
    case unreadable
    /// There was no room; the sender has to come again.
    case full
}

/// What the doors count.
final class WebhookMetrics: Sendable {
    let missingDialStatus: Counter
    let unknownSessions: Counter
    let unknownStatuses: Counter
    let provisionalCDRs: Counter
    private let outcomes: [Counter]
    private let refusals: [String: Counter]

    init(_ metrics: Metrics) {
        missingDialStatus = metrics.counter(
            "strowger_callbacks_without_status_total",
            help: "Dial callbacks without DialCallStatus, taken as failed.")
        unknownSessions = metrics.counter(
            "strowger_session_updates_unknown_total",
            help: "Session updates of calls this node does not know, or without a token.")
        unknownStatuses = metrics.counter(
            "strowger_session_statuses_unknown_total",
            help: "Session updates with a status nobody has documented.")
        provisionalCDRs = metrics.counter(
            "strowger_cdrs_provisional_total",
            help: "CDRs kept unchecked, since the store that knows their call was away.")
        outcomes = WebhookEvent.allCases.flatMap { event in
            WebhookOutcome.allCases.map { outcome in
                metrics.counter(
                    "strowger_webhooks_total", help: "Webhooks by kind and outcome.",
                    labels: [("event", event.rawValue), ("outcome", outcome.rawValue)])
            }
        }
        refusals = Dictionary(
            uniqueKeysWithValues: WebhookGate.Refusal.allCases.map {
                (
                    $0.rawValue,
                    metrics.counter(
                        "strowger_webhooks_refused_total", help: "Webhooks refused, by reason.",
                        labels: [("reason", $0.rawValue)])
                )
            })
    }

    func count(_ event: WebhookEvent, _ outcome: WebhookOutcome) {
        outcomes[event.index * WebhookOutcome.allCases.count + outcome.index].increment()
    }

    func count(_ refusal: WebhookGate.Refusal) { refusals[refusal.rawValue]?.increment() }
}

extension WebhookEvent {
    fileprivate var index: Int {
        switch self {
        case .voiceApplication: 0
        case .dialCallback: 1
        case .sessionUpdate: 2
        case .cdr: 3
        }
    }
}

extension WebhookOutcome {
    fileprivate var index: Int {
        switch self {
        case .accepted: 0
        case .ignored: 1
        case .refused: 2
        case .unreadable: 3
        case .full: 4
        }
    }
}
