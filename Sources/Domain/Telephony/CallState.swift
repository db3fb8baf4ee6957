/// Where a live call stands.
package enum CallState: String, Hashable, Sendable, CaseIterable {
    case received
    case queued
    case routing
    case connecting
    case connected
    case completed
    case busy
    case noAnswer = "no_answer"
    case failed
    case canceled

    /// Whether the call is over; no fact leads out of such a state.
    package var isTerminal: Bool {
        switch self {
        case .completed, .busy, .noAnswer, .failed, .canceled: true
        case .received, .queued, .routing, .connecting, .connected: false
        }
    }

    /// What the call record shows for it.
    package var status: CallStatus {
        switch self {
        case .received, .queued, .routing: .queued
        case .connecting: .ringing
        case .connected: .inProgress
        case .completed: .completed
        case .busy: .busy
        case .noAnswer: .noAnswer
        case .failed: .failed
        case .canceled: .canceled
        }
    }
}

/// What a call record shows of a call's progress or end.
package enum CallStatus: String, Hashable, Sendable, CaseIterable {
    case queued
    case ringing
    case inProgress = "in_progress"
    case completed
    case busy
    case noAnswer = "no_answer"
    case failed
    case canceled

    package var isTerminal: Bool { progress == 3 }

    /// How far along the call is; it breaks ties between reports of the same second.
    package var progress: Int {
        switch self {
        case .queued: 0
        case .ringing: 1
        case .inProgress: 2
        case .completed, .busy, .noAnswer, .failed, .canceled: 3
        }
    }
}
