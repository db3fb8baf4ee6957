/// How many connections a pool keeps and how long anybody waits for one.
package struct PostgresPoolConfiguration: Hashable, Sendable {
    package var server: PostgresConfiguration
    /// Tells the metrics and logs of several pools apart.
    package var name: String = "main"
    /// Connections kept open while nobody asks.
    package var minimumConnections: Int = 1
    package var maximumConnections: Int = 8
    /// Callers that may wait for a connection; the next one is refused at once.
    package var maximumWaiting: Int = 1_024
    /// How long a connection above the minimum stays open unused.
    package var idleTimeout: Duration = .seconds(60)
    /// How long a stopping pool waits for the statements under way.
    package var stopTimeout: Duration = .seconds(10)
    /// The pauses between attempts to connect; each is varied so that nodes do not come in step.
    package var reconnectDelay: Duration = .milliseconds(100)
    package var longestReconnectDelay: Duration = .seconds(5)

    package init(server: PostgresConfiguration) {
        self.server = server
    }

    /// What is wrong with the numbers, each with the name of its setting.
    package func problems() -> [String] {
        var problems: [String] = []
        if maximumConnections < 1 { problems.append("maximumConnections: must be at least 1") }
        if !(0...max(maximumConnections, 0)).contains(minimumConnections) {
            problems.append("minimumConnections: must be from 0 to maximumConnections")
        }
        if maximumWaiting < 0 { problems.append("maximumWaiting: must not be negative") }
        if reconnectDelay <= .zero || longestReconnectDelay < reconnectDelay {
            problems.append("reconnectDelay: must be positive and at most longestReconnectDelay")
        }
        return problems
    }
}
