/// Where Redis is, who we are there, and how long and how much we wait.
package struct RedisConfiguration: Hashable, Sendable {
    package var endpoint: RedisEndpoint
    /// `nil` sends no AUTH.
    package var credentials: RedisCredentials?
    /// The database chosen by SELECT; 0 needs no SELECT.
    package var database: Int = 0
    /// What `CLIENT LIST` calls this connection; also its label in logs and metrics.
    package var clientName: String = "strowger"
    /// For resolving the name, opening the socket and the greeting together.
    package var connectDeadline: Duration = .seconds(2)
    /// How long a command waits for its reply when the caller names no deadline.
    package var commandDeadline: Duration = .milliseconds(500)
    /// Commands waiting for a reply, given-up ones included; above it, `.overloaded`.
    package var maximumPending: Int = 10_000
    /// Bytes written by callers and not yet taken by the kernel; above it, `.overloaded`.
    package var maximumUnsentBytes: Int = 16 << 20
    /// A longer reply ends the connection.
    package var maximumReplyBytes: Int = 64 << 20
    /// So many timeouts without one reply in time open the circuit and send a probe.
    package var timeoutsToOpen: Int = 3
    /// How long the probe waits before the connection is given up.
    package var probeDeadline: Duration = .seconds(1)
    /// A reply that stays away so long after its deadline ends the connection.
    package var silenceLimit: Duration = .seconds(5)
    /// The first pause before connecting again; it doubles from there.
    package var firstPause: Duration = .milliseconds(50)
    /// The longest pause before connecting again.
    package var longestPause: Duration = .seconds(5)
    /// A connection that served so long starts again from the first pause when it ends.
    package var stableAfter: Duration = .seconds(5)
    /// How long a stopping client waits for the replies it is owed.
    package var drainDeadline: Duration = .seconds(2)

    package init(endpoint: RedisEndpoint) {
        self.endpoint = endpoint
    }

    /// Every fault of the settings, each with the name of the setting; empty when all is well.
    package func problems() -> [String] {
        var problems: [String] = []
        switch endpoint {
        case .tcp(let host, let port):
            if host.isEmpty { problems.append("endpoint: the host is empty") }
            if !(1...65_535).contains(port) { problems.append("endpoint: no such port") }
        case .unix(let path):
            // sockaddr_un holds 108 bytes with the closing zero.
            if path.isEmpty || path.utf8.count > 107 || path.utf8.contains(0) {
                problems.append("endpoint: a socket path has 1 to 107 bytes")
            }
        }
        if !(0...16_383).contains(database) { problems.append("database: out of range") }
        if !clientName.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            problems.append("clientName: only visible ASCII without spaces")
        }
        let durations: KeyValuePairs = [
            "connectDeadline": connectDeadline, "commandDeadline": commandDeadline,
            "probeDeadline": probeDeadline, "silenceLimit": silenceLimit,
            "firstPause": firstPause, "longestPause": longestPause,
        ]
        for (name, duration) in durations where duration <= .zero {
            problems.append("\(name): must be above zero")
        }
        let counts: KeyValuePairs = [
            "maximumPending": maximumPending, "maximumUnsentBytes": maximumUnsentBytes,
            "maximumReplyBytes": maximumReplyBytes, "timeoutsToOpen": timeoutsToOpen,
        ]
        for (name, count) in counts where count < 1 {
            problems.append("\(name): must be at least 1")
        }
        return problems
    }
}
