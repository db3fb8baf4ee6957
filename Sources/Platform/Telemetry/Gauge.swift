import Synchronization

/// A number that goes up and down.
package final class Gauge: Sendable {
    private let level = Atomic<Int>(0)

    init() {}

    /// Replaces the number.
    package func set(_ value: Int) {
        level.store(value, ordering: .relaxed)
    }

    /// Adds to the number.
    package func increment(by amount: Int = 1) {
        level.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Takes away from the number.
    package func decrement(by amount: Int = 1) {
        level.wrappingSubtract(amount, ordering: .relaxed)
    }

    /// The number now.
    package var value: Int { level.load(ordering: .relaxed) }
}
