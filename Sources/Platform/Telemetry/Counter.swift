import Synchronization

/// A number that only grows.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    init() {}

    /// Adds to the count; a negative amount is ignored.
    package func increment(by amount: Int = 1) {
        guard amount > 0 else { return }
        count.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    /// The count so far.
    package var value: UInt64 { count.load(ordering: .relaxed) }
}
