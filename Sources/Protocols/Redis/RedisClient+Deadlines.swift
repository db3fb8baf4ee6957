import Reactor
import Telemetry

/// One timer for all deadlines of the line, and what follows when they pass.
extension RedisClient {
    /// Sees to it that the timer rings no later than this.
    ///
    /// A timer per command would be made and cancelled hundreds of thousands of times a second for
    /// nothing. This one is made only when no earlier one is set, and finds the next when it rings.
    func watchDeadline(_ deadline: Duration) {
        if let armedDeadline, armedDeadline <= deadline { return }
        deadlineTimer?.cancel()
        armedDeadline = deadline
        deadlineTimer = loop.schedule(at: deadline) { [weak self] in
            self?.assumeIsolated { $0.deadlinesPassed() }
        }
    }

    func stopDeadlines() {
        deadlineTimer?.cancel()
        deadlineTimer = nil
        armedDeadline = nil
    }

    private func deadlinesPassed() {
        deadlineTimer = nil
        armedDeadline = nil
        let now = loop.now
        let overdue = pending.timePassed(to: now)
        for ticket in overdue { settle(ticket, with: .failure(RedisError(.timedOut))) }
        drainIfDone()
        guard connection != nil else { return }
        if let patience = patienceEnd, patience <= now, link.silenceExceeded() == .drop {
            return linkEnded(RedisError(.connectionLost, detail: "no reply for too long"))
        }
        if !overdue.isEmpty, link.timedOut(overdue.count) == .probe { probe(at: now) }
        guard let next = [pending.nextDeadline, patienceEnd].compactMap({ $0 }).min() else {
            return
        }
        // A step of a millisecond bounds the walks through a long line of close deadlines.
        watchDeadline(max(next, now + .milliseconds(1)))
    }

    /// When the oldest unanswered command has been overdue for too long.
    private var patienceEnd: Duration? {
        pending.oldestTombstoneDeadline.map { $0 + configuration.silenceLimit }
    }

    // MARK: - Probe

    /// Asks whether the silent connection lives; its answer comes behind all those outstanding.
    private func probe(at now: Duration) {
        publishCircuit()
        log.warning("redis does not answer in time", [.count: "\(pending.tombstones)"])
        let deadline = now + configuration.probeDeadline
        guard case .admitted(let ticket) = pending.asked(deadline: deadline, passingLimit: true)
        else { return }
        waiting[ticket] = .probe
        outgoing.append(["PING"])
        requestFlush()
        watchDeadline(deadline)
    }

    func probeEnded(_ outcome: Result<RedisValue, RedisError>) {
        let isAlive = if case .success(.simple("PONG")) = outcome { true } else { false }
        switch isAlive ? link.probeAnswered() : link.probeFailed() {
        case .serve:
            log.notice("redis answers again")
            publishCircuit()
        case .drop:
            linkEnded(RedisError(.connectionLost, detail: "no answer to the probe"))
        case .nothing:
            break
        }
    }
}
