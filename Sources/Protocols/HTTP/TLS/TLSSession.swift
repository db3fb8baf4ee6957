internal import COpenSSL

/// The TLS state of one connection, between two memory buffers: it never touches the socket.
///
/// Confined to the actor of its connection, which feeds it and sends what it leaves. OpenSSL holds
/// at most one partial record on the way in; what goes out is taken after every call.
final class TLSSession {
    /// What the received bytes led to.
    enum Outcome: Hashable {
        case proceeding
        /// The peer said goodbye.
        case ended
        case failed
    }

    private let ssl: OpaquePointer
    // Owned by `ssl`, and freed with it.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private(set) var isEstablished = false
    private var isBroken = false

    init?(_ context: OpaquePointer) {
        guard let ssl = SSL_new(context) else { return nil }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            return nil
        }
        SSL_set_bio(ssl, incoming, outgoing)
        SSL_set_accept_state(ssl)
        self.ssl = ssl
        self.incoming = incoming
        self.outgoing = outgoing
    }

    deinit {
        SSL_free(ssl)
    }

    /// Takes in bytes from the socket and appends what they say to `plaintext`.
    func received(_ bytes: Span<UInt8>, into plaintext: inout [UInt8]) -> Outcome {
        guard !isBroken else { return .failed }
        let taken = bytes.withUnsafeBufferPointer {
            BIO_write(incoming, $0.baseAddress, Int32(clamping: $0.count))
        }
        guard taken == bytes.count else { return fail() }
        if !isEstablished {
            ERR_clear_error()
            let result = SSL_do_handshake(ssl)
            guard result == 1 else {
                return SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ ? .proceeding : fail()
            }
            isEstablished = true
        }
        return read(into: &plaintext)
    }

    /// Encrypts bytes; `takePending` gives them.
    func encrypt(_ bytes: [UInt8]) -> Bool {
        guard isEstablished, !isBroken, !bytes.isEmpty else { return !isBroken }
        ERR_clear_error()
        var written = 0
        // A memory buffer takes everything, so this succeeds whole or not at all.
        let result = bytes.withUnsafeBytes {
            SSL_write_ex(ssl, $0.baseAddress, $0.count, &written)
        }
        guard result == 1, written == bytes.count else {
            _ = fail()
            return false
        }
        return true
    }

    /// Says goodbye to the peer, if it ever was greeted.
    func close() {
        guard isEstablished, !isBroken else { return }
        ERR_clear_error()
        SSL_shutdown(ssl)
    }

    /// The bytes that wait to be sent; nil when there are none.
    func takePending() -> [UInt8]? {
        let count = BIO_ctrl_pending(outgoing)
        guard count > 0 else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let taken = BIO_read(outgoing, buffer.baseAddress, Int32(clamping: count))
            initialized = max(0, Int(taken))
        }
        return bytes.isEmpty ? nil : bytes
    }

    private func read(into plaintext: inout [UInt8]) -> Outcome {
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 16) { scratch in
            while true {
                ERR_clear_error()
                var count = 0
                let result = SSL_read_ex(ssl, scratch.baseAddress, scratch.count, &count)
                if result == 1 {
                    plaintext.append(contentsOf: scratch[..<count])
                    continue
                }
                switch SSL_get_error(ssl, result) {
                case SSL_ERROR_WANT_READ: return .proceeding
                case SSL_ERROR_ZERO_RETURN: return .ended
                default: return fail()
                }
            }
        }
    }

    /// After a fatal error the session may only be freed; the alert for the peer is pending.
    private func fail() -> Outcome {
        isBroken = true
        return .failed
    }
}
