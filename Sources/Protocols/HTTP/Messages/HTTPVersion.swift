/// The two protocol versions spoken here.
package enum HTTPVersion: Hashable, Sendable {
    /// Closes after each answer unless the peer asks otherwise.
    case oneZero
    /// Keeps the connection unless somebody asks otherwise.
    case oneOne
}
