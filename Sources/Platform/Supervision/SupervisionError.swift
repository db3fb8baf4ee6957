/// A supervisor gave up.
package struct SupervisionError: Error, CustomStringConvertible, CustomDebugStringConvertible {
    /// What happened.
    package enum Code: Hashable, Sendable {
        /// A child failed more often than its policy allows.
        case restartsExhausted
    }

    /// What happened, for callers to switch on.
    package let code: Code
    /// The name of the supervisor that gave up.
    package let supervisor: String
    /// The name of the child that failed.
    package let child: String
    /// The child's last failure; `nil` when it returned instead of throwing.
    package let cause: (any Error)?

    /// Safe to log: names of our own parts only.
    package var description: String {
        "\(supervisor): child \(child) failed more often than its policy allows"
    }

    /// The description with the child's failure, for a developer.
    package var debugDescription: String {
        "\(description): \(cause.map(String.init(reflecting:)) ?? "returned unasked")"
    }
}
