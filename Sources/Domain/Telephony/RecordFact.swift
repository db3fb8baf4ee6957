/// Who says a thing about a call; the higher rank is believed.
package enum FactSource: Int, Hashable, Sendable, CaseIterable, Comparable {
    /// Our own decisions, as they are made.
    case decision = 0
    /// Our deadline, when nobody else said how the call ended.
    case deadline = 1
    case dialCallback = 2
    case sessionUpdate = 3
    case cdr = 4

    package static func < (left: FactSource, right: FactSource) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The word a record keeps as `ended_by`.
    package var name: String {
        switch self {
        case .decision: "decision"
        case .deadline: "deadline"
        case .dialCallback: "dial_callback"
        case .sessionUpdate: "session_update"
        case .cdr: "cdr"
        }
    }
}

/// Something learnt about one call, for its record.
///
/// A field that is `nil` says nothing. Facts may be applied in any order, and more than once.
package struct RecordFact: Hashable, Sendable {
    package let tenant: TenantID
    /// The session token, or the derived key of a record without one.
    package let key: String
    package let source: FactSource
    /// When it became so, by the clock of the source.
    package let modifiedAt: Timestamp
    /// Tells two facts of one source and moment apart.
    package let eventID: String

    package var session: SessionToken?
    package var status: CallStatus?
    package var parties: CallParties?
    package var heading: CallHeading?
    package var callID: String?
    package var startedAt: Timestamp?
    package var answeredAt: Timestamp?
    package var endedAt: Timestamp?
    package var duration: Int64?
    package var billedSeconds: Int64?
    package var outcome: DialOutcome?
    package var rawDisposition: String?
    package var recordingURL: String?
    package var trunk: String?
    package var attempts: [CallAttempt]?
    package var explanation: Explanation?
    /// The fact came from a sender that could not be checked, since the store was away.
    package var isProvisional = false

    package init(
        tenant: TenantID, key: String, source: FactSource, modifiedAt: Timestamp, eventID: String
    ) {
        self.tenant = tenant
        self.key = key
        self.source = source
        self.modifiedAt = modifiedAt
        self.eventID = eventID
    }
}

/// Who talks to whom, as the switch named them.
package struct CallParties: Hashable, Sendable {
    package let from: String
    package let to: String

    package init(from: String, to: String) {
        self.from = from
        self.to = to
    }
}

/// Which way a call goes, in our word and in the switch's.
package struct CallHeading: Hashable, Sendable {
    package let direction: CallDirection
    package let raw: String

    package init(direction: CallDirection, raw: String) {
        self.direction = direction
        self.raw = raw
    }
}

/// One attempt to reach somebody, as the record keeps it.
package struct CallAttempt: Hashable, Sendable {
    package let number: Int
    package let agent: AgentID?
    package let group: GroupID?
    package let rule: RuleID?
    /// `nil` when it began before whoever says this was there.
    package var startedAt: Timestamp?
    /// `nil` while nobody has said how it ended.
    package var outcome: DialOutcome?

    package init(
        number: Int, agent: AgentID?, group: GroupID?, rule: RuleID?, startedAt: Timestamp?,
        outcome: DialOutcome? = nil
    ) {
        self.number = number
        self.agent = agent
        self.group = group
        self.rule = rule
        self.startedAt = startedAt
        self.outcome = outcome
    }
}
