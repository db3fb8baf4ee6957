import Reactor
import Supervision
import Telemetry

/// The life of the service: attempt, serve, pause, again; until asked to stop.
extension RedisClient {
    /// Keeps the connection up until the task is cancelled; then waits for the replies it owes.
    package func run() async throws {
        guard !isRunning, link.started() == .connect else {
            throw RedisError(.invalidConfiguration, detail: "the client is running already")
        }
        isRunning = true
        defer { isRunning = false }
        runNumber &+= 1
        let number = runNumber
        await withTaskCancellationHandler {
            await serve()
        } onCancel: {
            // The number, because this may come when a run has ended and the next begun.
            loop.execute { self.assumeIsolated { $0.stopRequested(ofRun: number) } }
        }
    }

    private func serve() async {
        repeat {
            endAction = nil
            await attempt()
            guard case .pause(let pause)? = endAction else { return }
            beginStep(atMost: pause)
            _ = await endOfStep()
        } while link.pauseEnded() == .connect
        publishCircuit()
    }

    /// One connection from its name to its end; `linkEnded` has been called when this returns.
    private func attempt() async {
        let deadline = loop.now + configuration.connectDeadline
        do throws(RedisError) {
            try await connect(until: deadline)
            try await greet(until: deadline)
        } catch {
            return linkEnded(error)
        }
        guard connection != nil, link.greeted(at: loop.now) == .serve else {
            return linkEnded(RedisError(.connectionLost))
        }
        beginStep(atMost: nil)
        failuresInARow = 0
        measurements.connects.increment()
        log.notice("redis connected")
        publishCircuit()
        _ = await endOfStep()
    }

    // MARK: - The end of a link

    /// The attempt failed or the connection ended: the only place where a link is taken down.
    ///
    /// Everybody waiting is answered here, and `run` is told to go on.
    func linkEnded(_ error: RedisError) {
        guard endAction == nil else { return }
        let wasGreeted = link.isGreeted
        let action = link.connectionEnded(at: loop.now, chance: .random(in: 0..<1))
        endAction = action
        closeConnection()
        publishCircuit()
        report(error, wasGreeted: wasGreeted, action)
        stepEnded(.ended)
    }

    /// Closes the socket; its line of commands ends with it.
    func closeConnection() {
        connection?.close()
        connection = nil
        outgoing.removeAll()
        stopDeadlines()
        for ticket in pending.connectionEnded() {
            settle(ticket, with: .failure(RedisError(.connectionLost)))
        }
    }

    private func report(_ error: RedisError, wasGreeted: Bool, _ action: LinkMachine.EndAction) {
        guard case .pause(let pause) = action else {
            return log.notice("redis connection closed")
        }
        if !wasGreeted { measurements.failedConnects.increment() }
        failuresInARow &+= 1
        let fields: [LogKey: String] = [
            .error: "\(error)", .attempt: "\(failuresInARow)", .delay: "\(pause)",
        ]
        // The first of a row is news; the ones after it are the same news.
        if failuresInARow > 1 {
            log.debug("redis still unavailable", fields)
        } else {
            log.warning("redis unavailable", fields)
        }
    }

    // MARK: - Stopping

    private func stopRequested(ofRun number: Int) {
        guard number == runNumber else { return }
        switch link.stopRequested(owed: pending.live) {
        case .waitForReplies:
            publishCircuit()
            loop.schedule(after: configuration.drainDeadline) { [weak self] in
                self?.assumeIsolated { $0.drainEnded() }
            }
        case .stopNow:
            stopNow()
        case .nothing:
            break
        }
    }

    /// When the last reply owed to a stopping client has been handed out, the link can go.
    func drainIfDone() {
        if pending.live == 0 { drainEnded() }
    }

    private func drainEnded() {
        if link.drained() == .stopNow { stopNow() }
    }

    private func stopNow() {
        linkEnded(RedisError(.connectionLost, detail: "the client stops"))
        stepEnded(.stopped)
    }
}
