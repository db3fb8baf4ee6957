import Telemetry

/// Asks until it is so, at most so long; `false` when it never was.
///
/// For facts of another process, which can not tell us.
package func eventually(
    within limit: Duration = .seconds(30), _ isSo: () async throws -> Bool
) async throws -> Bool {
    let end = MonotonicClock.now() + limit
    while try await !isSo() {
        guard MonotonicClock.now() < end else { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}

extension Duration {
    /// Milliseconds, for people.
    package var text: String {
        let parts = components
        let milliseconds = Double(parts.seconds) * 1_000 + Double(parts.attoseconds) / 1e15
        return "\((milliseconds * 10).rounded() / 10) ms"
    }
}
