import Glibc
import Reactor
import Telemetry

/// Bytes out, replies in, and the one place where a waiting caller is answered.
extension RedisClient {
    /// Puts a command in the line and sees to it that the continuation is answered once.
    ///
    /// Not `async`, so that a command is in the line and its caller stored in one step. A task that
    /// prefers another executor goes through the loop's queue at every `await`, even on its own
    /// actor: between two of them the reply could come and find nobody.
    func send(
        _ arguments: [RedisArgument], until deadline: Duration, passingLimit: Bool = false,
        answering caller: Caller
    ) {
        guard connection != nil else { return caller.resume(returning: refused(.unavailable)) }
        guard passingLimit || outgoing.count < configuration.maximumUnsentBytes,
            case .admitted(let ticket) = pending.asked(
                deadline: deadline, passingLimit: passingLimit)
        else { return caller.resume(returning: refused(.overloaded)) }
        waiting[ticket] = .caller(caller, since: loop.now)
        outgoing.append(arguments)
        measurements.pending.increment()
        requestFlush()
        watchDeadline(deadline)
    }

    /// The outcome as the caller wants to see it: a value, or an error with the command's name.
    func answer(
        _ outcome: Result<RedisValue, RedisError>, to arguments: [RedisArgument]
    ) throws(RedisError) -> RedisValue {
        switch outcome {
        case .success(.error(let error)):
            let thrown = RedisError(
                .server(kind: error.kind), command: name(of: arguments),
                serverMessage: error.message)
            measurements.record(.failure(thrown))
            throw thrown
        case .success(let reply):
            measurements.record(outcome)
            return reply
        case .failure(let error):
            measurements.record(outcome)
            throw RedisError(error.code, command: name(of: arguments), detail: error.detail)
        }
    }

    /// Answers whoever waits under the ticket; a second answer finds nobody and does nothing.
    func settle(_ ticket: PendingReplies.Ticket, with outcome: Result<RedisValue, RedisError>) {
        switch waiting.removeValue(forKey: ticket) {
        case .caller(let continuation, let since)?:
            measurements.pending.decrement()
            if case .success = outcome { measurements.latency.observe(loop.now - since) }
            continuation.resume(returning: outcome)
        case .probe?:
            probeEnded(outcome)
        case nil:
            break
        }
    }

    func refused(_ code: RedisError.Code) -> Result<RedisValue, RedisError> {
        .failure(RedisError(code))
    }

    // MARK: - Out

    func requestFlush() {
        guard !isFlushRequested else { return }
        isFlushRequested = true
        loop.atEndOfTurn { [weak self] in self?.assumeIsolated { $0.flush() } }
    }

    private func flush() {
        isFlushRequested = false
        guard let connection, connection.isConnected else { return }
        while !outgoing.isEmpty {
            switch connection.socket.write(outgoing.rest) {
            case .bytes(let count):
                outgoing.took(count)
            case .blocked:
                return connection.wantsToWrite(true)
            case .failed(let number):
                return linkEnded(lost("send", number))
            }
        }
        connection.wantsToWrite(false)
    }

    // MARK: - In

    /// The loop found the socket ready, or broken.
    func socketReady(_ readiness: DescriptorWatch.Readiness) {
        guard let connection else { return }
        guard connection.isConnected else { return connectEnded(connection) }
        // A failed poll says nothing of the cause; reading does, and takes what came before it.
        if readiness.isReadable { receive(on: connection) }
        guard self.connection === connection else { return }
        if readiness.error != nil {
            return linkEnded(lost("poll", connection.socket.connectResult))
        }
        if readiness.isWritable { flush() }
    }

    private func connectEnded(_ connection: RedisConnection) {
        let result = connection.socket.connectResult
        guard result == 0 else {
            return stepEnded(.failed(RedisSocket.failure("connect", result)))
        }
        connection.connected()
        stepEnded(.connected)
    }

    /// Reads what there is, up to a share of the turn; the rest is reported again next turn.
    private func receive(on connection: RedisConnection) {
        for _ in 0..<8 {
            switch connection.socket.read({ connection.reader.received($0) }) {
            case .bytes(let count):
                guard takeReplies(from: connection) else { return }
                if count < 16 << 10 { return }
            case .blocked:
                return
            case .ended:
                return linkEnded(RedisError(.connectionLost, detail: "closed by the server"))
            case .failed(let number):
                return linkEnded(lost("receive", number))
            }
        }
    }

    /// Hands out the complete replies; `false` when the connection ended over one.
    private func takeReplies(from connection: RedisConnection) -> Bool {
        while true {
            switch connection.reader.next() {
            case .needsMore:
                drainIfDone()
                return self.connection === connection
            case .malformed:
                linkEnded(RedisError(.protocolViolation, detail: "malformed reply"))
                return false
            case .reply(let value):
                switch pending.replied() {
                case .settle(let ticket):
                    link.repliedInTime()
                    settle(ticket, with: .success(value))
                case .late:
                    measurements.lateReplies.increment()
                case .unasked:
                    linkEnded(RedisError(.protocolViolation, detail: "a reply nobody asked for"))
                    return false
                }
            }
        }
    }

    private func lost(_ operation: String, _ number: Int32) -> RedisError {
        guard number != 0 else { return RedisError(.connectionLost, detail: operation) }
        return RedisError(
            .connectionLost, detail: "\(operation): \(String(cString: strerror(number)))")
    }

    private func name(of arguments: [RedisArgument]) -> String? {
        guard case .text(let name)? = arguments.first else { return nil }
        return name.utf8.count <= 32 ? name : nil
    }
}
