package import Telephony

/// What is known of one call: an order-free fold over facts.
///
/// Every field remembers how much its value is to be believed, and only a more believable value
/// replaces it. Applying the same facts in any order, any number of times, gives the same record;
/// so does joining two records that saw different facts.
package struct CallRecord: Hashable, Sendable {
    package let tenant: TenantID
    package let key: String

    package private(set) var session: SessionToken?
    package private(set) var status: Stamped<CallStatus>?
    /// Who said how the call ended; set together with a terminal status.
    package private(set) var endedBy: Stamped<FactSource>?
    package private(set) var parties: Stamped<CallParties>?
    package private(set) var heading: Stamped<CallHeading>?
    package private(set) var callID: Stamped<String>?
    package private(set) var startedAt: Stamped<Timestamp>?
    package private(set) var answeredAt: Stamped<Timestamp>?
    package private(set) var endedAt: Stamped<Timestamp>?
    package private(set) var duration: Stamped<Int64>?
    package private(set) var billedSeconds: Stamped<Int64>?
    package private(set) var outcome: Stamped<DialOutcome>?
    package private(set) var rawDisposition: Stamped<String>?
    package private(set) var recordingURL: Stamped<String>?
    package private(set) var trunk: Stamped<String>?
    package private(set) var attempts: AttemptLog?
    package private(set) var explanation: Stamped<Explanation>?
    /// Whether every fact so far came from a sender that could not be checked.
    package private(set) var isProvisional: Bool

    package init(_ fact: RecordFact) {
        tenant = fact.tenant
        key = fact.key
        isProvisional = fact.isProvisional
        apply(fact)
    }

    /// Applies one more fact of the same call.
    package mutating func apply(_ fact: RecordFact) {
        let stamp = Stamp(fact: fact)
        session = session ?? fact.session
        isProvisional = isProvisional && fact.isProvisional
        if let status = fact.status {
            let statusStamp = Stamp(fact: fact, status: status)
            self.status.join(status, statusStamp)
            if status.isTerminal { endedBy.join(fact.source, statusStamp) }
        }
        parties.join(fact.parties, stamp)
        heading.join(fact.heading, stamp)
        callID.join(fact.callID, stamp)
        startedAt.join(fact.startedAt, stamp)
        answeredAt.join(fact.answeredAt, stamp)
        endedAt.join(fact.endedAt, stamp)
        duration.join(fact.duration, stamp)
        billedSeconds.join(fact.billedSeconds, stamp)
        outcome.join(fact.outcome, stamp)
        rawDisposition.join(fact.rawDisposition, stamp)
        recordingURL.join(fact.recordingURL, stamp)
        trunk.join(fact.trunk, stamp)
        attempts.join(fact.attempts.map { AttemptLog($0, stamp) })
        explanation.join(fact.explanation, stamp)
    }

    /// Takes from another record of the same call whatever is more believable there.
    package mutating func join(_ other: CallRecord) {
        session = session ?? other.session
        isProvisional = isProvisional && other.isProvisional
        status.join(other.status)
        endedBy.join(other.endedBy)
        parties.join(other.parties)
        heading.join(other.heading)
        callID.join(other.callID)
        startedAt.join(other.startedAt)
        answeredAt.join(other.answeredAt)
        endedAt.join(other.endedAt)
        duration.join(other.duration)
        billedSeconds.join(other.billedSeconds)
        outcome.join(other.outcome)
        rawDisposition.join(other.rawDisposition)
        recordingURL.join(other.recordingURL)
        trunk.join(other.trunk)
        attempts.join(other.attempts)
        explanation.join(other.explanation)
    }

    /// How the carrier said the call ended, in our word.
    package var disposition: Stamped<DialOutcome>? {
        rawDisposition.flatMap { raw in outcome.map { Stamped($0.value, raw.stamp) } }
    }

    /// The agent of the last attempt that named one.
    package var agent: AgentID? { attempts?.value.last?.agent }
    /// The group of the last attempt that named one.
    package var group: GroupID? { attempts?.value.last?.group }
}
