/// How one attempt to reach somebody ended.
package enum DialOutcome: String, Hashable, Sendable, CaseIterable {
    /// There was a conversation, and it is over.
    case answered
    case busy
    case noAnswer = "no_answer"
    case failed
    case canceled

    /// The status a call gets whose last attempt ended so.
    package var status: CallStatus {
        switch self {
        case .answered: .completed
        case .busy: .busy
        case .noAnswer: .noAnswer
        case .failed: .failed
        case .canceled: .canceled
        }
    }

    /// The state a call gets whose last attempt ended so.
    package var state: CallState {
        switch self {
        case .answered: .completed
        case .busy: .busy
        case .noAnswer: .noAnswer
        case .failed: .failed
        case .canceled: .canceled
        }
    }
}
