/// What happened under a supervisor, published for tests and observers.
package enum SupervisorEvent: Hashable, Sendable {
    case started(child: String)
    /// The child ended without being asked to, and will run again after the delay.
    case restarting(child: String, after: Duration)
    /// The child came to its normal end.
    case finished(child: String)
    /// The child failed too often; everything is being stopped.
    case escalating(child: String)
    case stopping(child: String)
    case stopped(child: String)
    /// The child did not stop in time and was left behind.
    case abandoned(child: String)
}
