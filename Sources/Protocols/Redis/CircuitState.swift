/// Whether commands are sent: closed means yes, as with electricity.
package enum CircuitState: Int, Hashable, Sendable, CaseIterable {
    case closed = 0
    /// Connected, with one PING under way to find out.
    case halfOpen = 1
    case open = 2
}
