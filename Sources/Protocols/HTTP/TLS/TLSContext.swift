internal import COpenSSL

/// What all TLS connections of the server share: certificate, key, protocol versions.
///
/// Unchecked: the pointer is set once, and OpenSSL guards an `SSL_CTX` that is no longer configured
/// by its own lock and reference count.
final class TLSContext: @unchecked Sendable {
    private let context: OpaquePointer

    // Macros of OpenSSL that do not come through the importer.
    private static let setMinimumVersion: Int32 = 123
    private static let setMode: Int32 = 33
    private static let releaseBuffers = 0x10
    private static let noCompression: UInt64 = 1 << 17
    private static let noRenegotiation: UInt64 = 1 << 30
    private static let serverPreference: UInt64 = 1 << 22

    init(_ configuration: TLSConfiguration) throws(TLSError) {
        guard let context = SSL_CTX_new(TLS_server_method()) else { throw TLSError(.unavailable) }
        self.context = context
        guard SSL_CTX_ctrl(context, Self.setMinimumVersion, Int(TLS1_2_VERSION), nil) == 1 else {
            throw TLSError(.unavailable)
        }
        SSL_CTX_ctrl(context, Self.setMode, Self.releaseBuffers, nil)
        SSL_CTX_set_options(
            context, Self.noCompression | Self.noRenegotiation | Self.serverPreference)
        ERR_clear_error()
        guard SSL_CTX_use_certificate_chain_file(context, configuration.certificateFile) == 1 else {
            throw TLSError(.certificate)
        }
        guard
            SSL_CTX_use_PrivateKey_file(
                context, configuration.privateKeyFile, SSL_FILETYPE_PEM) == 1
        else { throw TLSError(.privateKey) }
        guard SSL_CTX_check_private_key(context) == 1 else { throw TLSError(.mismatch) }
        SSL_CTX_set_alpn_select_cb(context, selectProtocol, nil)
    }

    deinit {
        SSL_CTX_free(context)
    }

    /// A session for one connection; nil when memory is short.
    func session() -> TLSSession? {
        TLSSession(context)
    }
}

/// Chooses `http/1.1` among what the peer offers; a peer without it is refused (RFC 7301, 3.2).
private func selectProtocol(
    _: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenCount: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ count: UInt32,
    _: UnsafeMutableRawPointer?
) -> Int32 {
    let offers = UnsafeBufferPointer(start: offered, count: Int(count))
    var index = 0
    while index < offers.count {
        let length = Int(offers[index])
        let end = index + 1 + length
        guard end <= offers.count else { break }
        if offers[index + 1..<end].elementsEqual("http/1.1".utf8) {
            chosen?.pointee = offered.map { $0 + index + 1 }
            chosenCount?.pointee = UInt8(length)
            return SSL_TLSEXT_ERR_OK
        }
        index = end
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
