/// Why TLS can not be served.
package struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// The certificate file can not be read or holds no certificate.
        case certificate
        /// The key file can not be read or holds no key.
        case privateKey = "private_key"
        /// Certificate and key do not belong together.
        case mismatch
        /// The library refuses to work.
        case unavailable
    }

    package let code: Code

    init(_ code: Code) {
        self.code = code
    }

    package var description: String { "tls: \(code.rawValue)" }
}
