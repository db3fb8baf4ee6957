import Synchronization

/// Whether a node should get traffic, and what is wrong when something is.
///
/// A required condition that fails takes the node out of service; any other only marks it degraded.
package final class Readiness: Sendable {
    /// One thing that can be right or wrong.
    package struct Condition: Sendable {
        package let name: String
        package let isRequired: Bool
        package let holds: @Sendable () -> Bool

        package init(
            _ name: String, isRequired: Bool, holds: @escaping @Sendable () -> Bool
        ) {
            self.name = name
            self.isRequired = isRequired
            self.holds = holds
        }
    }

    private let conditions: [Condition]
    private let draining = Atomic<Bool>(false)

    package init(_ conditions: [Condition]) { self.conditions = conditions }

    /// The node has been asked to stop: from now on it is not ready.
    package func beginDraining() { draining.store(true, ordering: .relaxed) }

    package var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// The conditions that do not hold now.
    package var failing: [Condition] { conditions.filter { !$0.holds() } }
}
