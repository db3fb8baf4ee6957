/// What a listener listens to and how it notices that nobody speaks any more.
package struct PostgresListenerConfiguration: Hashable, Sendable {
    package var server: PostgresConfiguration
    package var channels: [String]
    /// How often the connection is tried while it is silent.
    package var heartbeatInterval: Duration = .seconds(10)
    /// How long a heartbeat or a subscription may take before the connection counts as lost.
    package var replyTimeout: Duration = .seconds(5)
    package var reconnectDelay: Duration = .milliseconds(100)
    package var longestReconnectDelay: Duration = .seconds(5)
    /// Events kept for a reader that is busy; when more come, it is told `.missed`.
    package var maximumPending: Int = 1_024

    package init(server: PostgresConfiguration, channels: [String]) {
        self.server = server
        self.channels = channels
    }

    /// The script that subscribes to every channel; names are quoted, so case and blanks count.
    var subscription: String {
        channels.map { channel in
            let quoted = channel.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"")
            return "LISTEN \"\(quoted)\";"
        }.joined(separator: " ")
    }
}
