/// What the switch says of a call's progress, in the words shared by every switch.
package struct SwitchReport: Hashable, Sendable {
    package let stage: Stage
    package let startedAt: Timestamp?
    /// `nil` when the call was never answered, as far as the switch knows.
    package let answeredAt: Timestamp?
    package let endedAt: Timestamp?
    /// When the switch made the report: the ordering key among its reports.
    package let modifiedAt: Timestamp
    /// Unique per report: the key by which repeats are known.
    package let eventID: String

    /// The stages a report can name.
    package enum Stage: Hashable, Sendable {
        case starting
        case ringing
        case connected
        case ended(DialOutcome)
    }

    package init(
        stage: Stage, startedAt: Timestamp?, answeredAt: Timestamp?, endedAt: Timestamp?,
        modifiedAt: Timestamp, eventID: String
    ) {
        self.stage = stage
        self.startedAt = startedAt
        self.answeredAt = answeredAt
        self.endedAt = endedAt
        self.modifiedAt = modifiedAt
        self.eventID = eventID
    }
}
