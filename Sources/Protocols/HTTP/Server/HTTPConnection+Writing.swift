internal import Reactor
internal import Telemetry

/// What a connection does to its socket and its clock.
extension HTTPConnection {
    /// Hands what was written to the socket, and holds back when the peer does not read.
    func flush() {
        guard !writer.bytes.isEmpty else { return }
        service.metrics.bytesSent.increment(by: writer.bytes.count)
        if tls == nil {
            tcp.write(writer.bytes)
        } else {
            sendSecurely(writer.bytes)
        }
        writer.removeAll()
        let unsent = tcp.bufferedBytes
        guard unsent > 0 else { return }
        if unsent > service.configuration.maximumUnsentBytes {
            return giveUp(.slowReader)
        }
        guard case .reading = phase else { return }
        phase = .congested
        tcp.pauseReading()
        wait(for: .write)
    }

    /// Ends the conversation once everything is written.
    ///
    /// After a refusal the peer may still be sending: it is listened to for a moment, since closing
    /// with unread bytes would take the answer away from it (RFC 9112, section 9.6).
    func close(lingering: Bool = false) {
        if case .closing = phase { return }
        flush()
        if tls != nil { sayGoodbye() }
        phase = .closing
        timer?.cancel()
        timer = nil
        let deadlines = service.configuration.deadlines
        tcp.closeAfterWrites(
            within: deadlines.write, linger: lingering ? deadlines.linger : .zero)
    }

    /// Cuts the peer off.
    func giveUp(_ reason: HTTPEnding) {
        if case .closing = phase { return }
        if case .answering = phase { service.metrics.inFlight.decrement() }
        service.metrics.ended(reason)
        phase = .closing
        timer?.cancel()
        timer = nil
        tcp.reset()
    }

    /// Tells a peer that it was too slow, and ends the conversation.
    private func refuseSlowness(_ reason: HTTPEnding) {
        service.metrics.ended(reason)
        finish(
            .failure(
                .requestTimeout, message: "the request did not arrive in time",
                code: reason.rawValue),
            closing: true)
    }

    // MARK: - Deadlines

    /// Waits for something new; the timer is touched only when it would fire too late.
    func wait(for wait: ConnectionDeadline.Wait) {
        let now = loop.now
        deadline.waits(for: wait, at: now, service.configuration.deadlines)
        guard let expires = deadline.expires else { return }
        if timer == nil || expires < timerFires { arm(at: expires) }
    }

    private func arm(at instant: Duration) {
        timer?.cancel()
        timerFires = instant
        timer = loop.schedule(at: instant) { self.assumeIsolated { $0.timerFired() } }
    }

    private func timerFired() {
        timer = nil
        if case .closing = phase { return }
        guard let left = deadline.left(at: loop.now), let expires = deadline.expires else { return }
        guard left <= .zero else { return arm(at: expires) }
        switch deadline.wait {
        case .handshake: giveUp(.slowHandshake)
        case .idle: close()
        case .head: refuseSlowness(.slowHead)
        case .body: refuseSlowness(.slowBody)
        case .write: giveUp(.slowReader)
        case .answer: break  // has no deadline
        }
    }
}
