/// What a route gives back: an answer, or the work that will give one.
package enum HTTPAnswer: Sendable {
    /// Written in the same turn of the loop; no task is made.
    case now(HTTPResponse)
    /// Run in one task that prefers the connection's loop.
    case later(@Sendable () async -> HTTPResponse)
}
