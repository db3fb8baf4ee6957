/// Why a command or a connection to Redis failed.
///
/// `description` is safe to log: it holds no argument, no key and no password.
package struct RedisError: Error, Hashable {
    /// What went wrong, for callers to switch over.
    package enum Code: Hashable, Sendable {
        /// Not sent: the connection is down or not answering.
        case unavailable
        /// Not sent: too many commands or bytes are waiting already.
        case overloaded
        /// Not sent: the command would disturb others on the shared connection.
        case notShareable
        /// Sent, no reply by the deadline; it may have run, or run later.
        case timedOut
        /// Sent, the connection ended before the reply; it may have run.
        case connectionLost
        /// Redis answered with an error of this kind, such as `WRONGTYPE`.
        case server(kind: String)
        /// The reply has another shape than the caller can use.
        case unexpectedReply
        /// Redis, or something that is not Redis, sent bytes that are no reply.
        case protocolViolation
        /// No connection could be made; `detail` says why.
        case connectFailed
        /// Redis refused AUTH, SELECT or PING at connect, with an error of this kind.
        case greetingRefused(kind: String)
        /// The URL or a setting cannot be used; `detail` says why.
        case invalidConfiguration
    }

    package let code: Code
    /// The name of the command, such as `EVALSHA`; never its arguments.
    package let command: String?
    /// More words about the cause, written by ourselves and free of secrets.
    package let detail: String?
    /// What Redis wrote, for `String(reflecting:)` only; it can repeat arguments.
    package let serverMessage: String?

    package init(
        _ code: Code, command: String? = nil, detail: String? = nil, serverMessage: String? = nil
    ) {
        self.code = code
        self.command = command
        self.detail = detail
        self.serverMessage = serverMessage
    }

    /// Whether Redis may have carried the command out although this error is all there is.
    package var mayHaveRun: Bool {
        switch code {
        case .timedOut, .connectionLost, .unexpectedReply, .protocolViolation:
            true
        case .unavailable, .overloaded, .notShareable, .server, .connectFailed,
            .greetingRefused, .invalidConfiguration:
            false
        }
    }
}

extension RedisError: CustomStringConvertible {
    package var description: String {
        var text = "redis: \(code.summary)"
        if let command { text += " (\(command))" }
        if let detail { text += ": \(detail)" }
        return text
    }
}

extension RedisError.Code {
    /// A few constant words, and the kind where Redis named one.
    package var summary: String {
        switch self {
        case .unavailable: "unavailable"
        case .overloaded: "too many commands waiting"
        case .notShareable: "command not allowed on a shared connection"
        case .timedOut: "timed out"
        case .connectionLost: "connection lost"
        case .server(let kind): "answered \(kind)"
        case .unexpectedReply: "unexpected reply"
        case .protocolViolation: "protocol violation"
        case .connectFailed: "could not connect"
        case .greetingRefused(let kind): "refused the greeting with \(kind)"
        case .invalidConfiguration: "invalid configuration"
        }
    }
}
