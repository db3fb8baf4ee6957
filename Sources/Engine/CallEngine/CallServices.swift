import Reactor
package import Telemetry
package import Telephony

/// What every session of a node works with; one object, since every session holds it.
package final class CallServices: Sendable {
    let configuration: CallEngineConfiguration
    let coordinator: any Coordinator
    let journal: any CallJournal
    let registry: SessionRegistry
    let metrics: CallMetrics
    let log: Log

    package init(
        configuration: CallEngineConfiguration, coordinator: any Coordinator,
        journal: any CallJournal, metrics: CallMetrics, log: Log
    ) {
        self.configuration = configuration
        self.coordinator = coordinator
        self.journal = journal
        self.metrics = metrics
        self.log = log
        registry = SessionRegistry(
            maximumLive: configuration.maximumLiveSessions,
            maximumEnded: configuration.maximumEndedSessions)
    }

    /// Hands a fact to the record; a call goes on whether or not there is room for it.
    func keep(_ fact: RecordFact) {
        if journal.accept(fact) == .full { metrics.recordsRefused.increment() }
    }

    /// Calls that left the registry need no answers kept any more.
    func forget(_ keys: [SessionKey]) {
        for key in keys { coordinator.forget(key) }
    }
}

extension Timestamp {
    /// The present moment.
    package static var now: Timestamp { Timestamp(milliseconds: WallClock.nowMilliseconds()) }
}
