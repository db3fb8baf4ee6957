/// What became of a message that was sent.
package enum Delivery: Hashable, Sendable {
    case accepted
    /// There was no room; the sender decides what that means.
    case full
    /// Nobody will read it any more.
    case closed
}
