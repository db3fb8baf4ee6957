import Reactor
import Telemetry

/// From an endpoint to a greeted connection.
extension RedisClient {
    /// Opens the socket, trying the addresses of a name in turn.
    func connect(until deadline: Duration) async throws(RedisError) {
        let addresses = try await addresses(until: deadline)
        // Asked to stop while the resolver was at work.
        guard link.state == .connecting else {
            throw RedisError(.connectFailed, detail: "stopped")
        }
        var failure = RedisError(.connectFailed, detail: "the name has no address")
        for (index, address) in addresses.enumerated() {
            // A silent first address must leave time for the others.
            let share = (deadline - loop.now) / (addresses.count - index)
            do throws(RedisError) {
                return try await open(address, within: share)
            } catch {
                closeConnection()
                guard link.state == .connecting else { throw error }
                failure = error
            }
        }
        throw failure
    }

    private func open(_ address: RedisSocketAddress, within limit: Duration)
        async throws(RedisError)
    {
        let socket = try RedisSocket(connectingTo: address)
        guard let reader = RedisReplyReader(maximumReplyBytes: configuration.maximumReplyBytes)
        else { throw RedisError(.connectFailed, detail: "no memory") }
        let opening = RedisConnection(socket: socket, reader: reader)
        let watch: DescriptorWatch
        do {
            watch = try DescriptorWatch(descriptor: socket.descriptor, on: loop) {
                [weak self] readiness in self?.assumeIsolated { $0.socketReady(readiness) }
            }
        } catch {
            throw RedisError(.connectFailed, detail: "the socket cannot be watched")
        }
        connection = opening
        beginStep(atMost: limit)
        opening.watched(by: watch)
        switch await endOfStep() {
        case .connected: return
        case .failed(let error): throw error
        case .timedOut: throw RedisError(.connectFailed, detail: "connect: no answer in time")
        case .ended, .stopped: throw RedisError(.connectFailed, detail: "stopped")
        }
    }

    // MARK: - Name

    private func addresses(until deadline: Duration) async throws(RedisError)
        -> [RedisSocketAddress]
    {
        switch configuration.endpoint {
        case .unix(let path):
            return RedisSocketAddress(path: path).map { [$0] } ?? []
        case .tcp(let host, let port):
            if let address = RedisSocketAddress(host: host, port: port) { return [address] }
            return try await resolved(host, port, until: deadline)
        }
    }

    private func resolved(
        _ host: String, _ port: Int, until deadline: Duration
    ) async throws(RedisError) -> [RedisSocketAddress] {
        do throws(ReactorError) {
            return try await resolve(
                host: host, port: port, on: loop, timeout: deadline - loop.now
            ).prefix(4).compactMap { RedisSocketAddress(host: $0.host, port: Int($0.port)) }
        } catch {
            throw RedisError(.connectFailed, detail: "\(error)")
        }
    }

    // MARK: - Greeting

    /// Authenticates, chooses the database, loads the scripts; a PING tells whether Redis serves.
    func greet(until deadline: Duration) async throws(RedisError) {
        if let credentials = configuration.credentials {
            try await insist(credentials.command, on: .simple("OK"), until: deadline)
        }
        if configuration.database != 0 {
            let select: [RedisArgument] = ["SELECT", .number(configuration.database)]
            try await insist(select, on: .simple("OK"), until: deadline)
        }
        if !configuration.clientName.isEmpty {
            try await suggest(
                ["CLIENT", "SETNAME", .text(configuration.clientName)], until: deadline)
        }
        // Before the scripts: a server that is still loading its data refuses both.
        try await insist(["PING"], on: .simple("PONG"), until: deadline)
        for script in scripts {
            guard
                let reply = try await suggest(
                    ["SCRIPT", "LOAD", .text(script.source)], until: deadline)
            else { continue }
            try remember(reply, for: script)
        }
    }

    /// Sends a command of the greeting, which no limit holds up: the line is its own.
    private func exchange(
        _ command: [RedisArgument], until deadline: Duration
    ) async throws(RedisError) -> RedisValue {
        let outcome = await withCheckedContinuation { caller in
            send(command, until: deadline, passingLimit: true, answering: caller)
        }
        return try answer(outcome, to: command)
    }

    private func insist(
        _ command: [RedisArgument], on wanted: RedisValue, until deadline: Duration
    ) async throws(RedisError) {
        do throws(RedisError) {
            let reply = try await exchange(command, until: deadline)
            guard reply == wanted else {
                throw RedisError(.protocolViolation, detail: "the peer does not speak like Redis")
            }
        } catch {
            guard case .server(let kind) = error.code else { throw error }
            // The message is left out: it may repeat what was sent, and that was a password.
            throw RedisError(.greetingRefused(kind: kind), command: error.command)
        }
    }

    /// Sends what we can live without; an error of the server is only logged.
    @discardableResult
    private func suggest(
        _ command: [RedisArgument], until deadline: Duration
    ) async throws(RedisError) -> RedisValue? {
        do throws(RedisError) {
            return try await exchange(command, until: deadline)
        } catch {
            guard case .server = error.code else { throw error }
            log.warning("redis refused part of the greeting", [.error: "\(error)"])
            return nil
        }
    }
}
