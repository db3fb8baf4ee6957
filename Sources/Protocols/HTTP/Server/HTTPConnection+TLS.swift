internal import Reactor

/// The filter between parser and socket when the peer speaks TLS.
extension HTTPConnection {
    /// Decrypts into the parser's buffer; false when there is nothing further to do with it.
    func receivedSecurely(_ bytes: Span<UInt8>) -> Bool {
        guard let tls else { return false }
        let wasEstablished = tls.isEstablished
        var outcome = TLSSession.Outcome.proceeding
        parser.append { outcome = tls.received(bytes, into: &$0) }
        sendPending()
        switch outcome {
        case .proceeding:
            guard tls.isEstablished else { return false }
            if !wasEstablished { deadline.ended() }
            return true
        case .ended:
            // What came before the goodbye is still answered.
            peerHasEnded = true
            return true
        case .failed:
            if tls.isEstablished { close() } else { giveUp(.failedHandshake) }
            return false
        }
    }

    func sendSecurely(_ bytes: [UInt8]) {
        guard let tls, tls.encrypt(bytes) else { return tcp.reset() }
        sendPending()
    }

    func sayGoodbye() {
        tls?.close()
        sendPending()
    }

    private func sendPending() {
        guard let pending = tls?.takePending() else { return }
        tcp.write(pending)
    }
}
