/// Something long-lived that is started, runs, and stops.
///
/// Cancelling the task of `run` asks for a graceful stop: the service finishes what it owes, within
/// a deadline of its own, and returns only when it has really stopped. To throw is to have failed.
package protocol Service: Sendable {
    /// Runs until the task is cancelled; throws when the service failed.
    func run() async throws
}
