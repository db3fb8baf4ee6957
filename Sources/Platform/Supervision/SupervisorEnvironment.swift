import Telemetry

/// Time and chance as a supervisor sees them, so that tests can pass their own.
package struct SupervisorEnvironment: Sendable {
    /// The monotonic time.
    package var now: @Sendable () -> Duration
    /// Waits, or returns early when its task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void
    /// A random number from 0 to 1.
    package var chance: @Sendable () -> Double
    /// Is told every event, in order.
    package var observe: @Sendable (SupervisorEvent) -> Void

    /// Takes the real time and chance for whatever is left out.
    package init(
        now: @escaping @Sendable () -> Duration = { MonotonicClock.now() },
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        observe: @escaping @Sendable (SupervisorEvent) -> Void = { _ in }
    ) {
        self.now = now
        self.sleep = sleep
        self.chance = chance
        self.observe = observe
    }
}
