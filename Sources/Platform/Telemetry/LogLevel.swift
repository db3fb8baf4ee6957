/// How much a line matters, and how much of the log is wanted.
package enum LogLevel: UInt8, CaseIterable, Comparable, Sendable {
    /// Single events, for whoever is looking for a fault.
    case debug
    /// At most one line for each call.
    case info
    /// The life of the process: started, stopped, reloaded.
    case notice
    /// Something was lost or refused, and the engine went on.
    case warning
    /// Somebody should act.
    case error
    /// A threshold above every line: nothing is written.
    case off

    /// Reads a level as configuration spells it, in either case; `nil` when there is none such.
    package init?(_ text: String) {
        switch text.lowercased() {
        case "debug", "trace": self = .debug
        case "info": self = .info
        case "notice": self = .notice
        case "warning", "warn": self = .warning
        case "error", "critical": self = .error
        case "off", "none": self = .off
        default: return nil
        }
    }

    /// The word written in the line.
    package var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .notice: "notice"
        case .warning: "warning"
        case .error: "error"
        case .off: "off"
        }
    }

    /// Whether the left level matters less.
    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}
