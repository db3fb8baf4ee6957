/// Where and within which bounds requests are served.
package struct HTTPServerConfiguration: Sendable {
    /// An address in digits; `::` takes IPv4 as well.
    package var host: String
    /// Zero lets the system choose.
    package var port: Int
    package var backlog: Int = 1_024
    package var limits = HTTPLimits()
    package var deadlines = HTTPDeadlines()
    /// Connections over all loops; one more is answered 503 and closed.
    package var maximumConnections = 10_000
    /// After how many answers a connection is closed; nil means never.
    package var requestsPerConnection: Int?
    /// How many bytes of further requests are taken in while one is being answered.
    package var readAhead = 65_536
    /// How many unsent bytes of answers are kept for a peer before it is cut off.
    package var maximumUnsentBytes = 8_388_608
    /// Nil serves plain text.
    package var tls: TLSConfiguration?

    package init(host: String = "127.0.0.1", port: Int = 8_080) {
        self.host = host
        self.port = port
    }
}

/// How long a peer may take for each part of a conversation.
package struct HTTPDeadlines: Hashable, Sendable {
    /// From the opened connection, or the last answer, to the first byte of a request.
    package var idle: Duration = .seconds(60)
    /// From the first byte of a request to the end of its header section.
    package var head: Duration = .seconds(10)
    /// From the end of the header section to the end of the body, however steadily it drips.
    package var body: Duration = .seconds(30)
    /// From the opened connection to the end of the TLS handshake.
    package var handshake: Duration = .seconds(10)
    /// How long written answers may wait for the peer to read them.
    package var write: Duration = .seconds(30)
    /// How long a peer whose request was refused is listened to, so that it reads why.
    package var linger: Duration = .seconds(2)
    /// How long requests under way may take after the server was asked to stop.
    package var drain: Duration = .seconds(20)

    package init() {}
}
