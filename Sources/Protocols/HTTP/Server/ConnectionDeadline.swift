/// What a connection waits for, and until when; a value, so that the clock stays outside.
struct ConnectionDeadline: Hashable, Sendable {
    enum Wait: Hashable, Sendable {
        case handshake
        /// The first byte of a request.
        case idle
        /// The rest of a header section.
        case head
        case body
        /// A route's own work, which has deadlines of its own.
        case answer
        /// The peer reading what was written.
        case write
    }

    private(set) var wait = Wait.idle
    private(set) var expires: Duration?

    /// Begins to wait; going on with the same wait moves nothing.
    mutating func waits(for wait: Wait, at now: Duration, _ deadlines: HTTPDeadlines) {
        if wait == self.wait, expires != nil { return }
        self.wait = wait
        switch wait {
        case .handshake: expires = now + deadlines.handshake
        case .idle: expires = now + deadlines.idle
        case .head: expires = now + deadlines.head
        case .body: expires = now + deadlines.body
        case .answer: expires = nil
        case .write: expires = now + deadlines.write
        }
    }

    /// What was waited for has come, so the next wait begins anew even if it is of the same kind.
    mutating func ended() {
        expires = nil
    }

    /// How long there is left; nil while nothing is waited for, zero or less when it is over.
    func left(at now: Duration) -> Duration? {
        expires.map { $0 - now }
    }
}
