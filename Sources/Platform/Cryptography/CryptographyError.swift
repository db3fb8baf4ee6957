import COpenSSL

/// Something cryptographic could not be done, or did not prove to be genuine.
package struct CryptographyError: Error, Hashable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// The key does not have the length the algorithm needs.
        case keyLength
        /// More bytes than the algorithm may treat or make at once.
        case tooLong
        /// Too short to be what it should be.
        case malformed
        /// The bytes were changed, or made with another key or other associated data.
        case notAuthentic
        /// The library can not do it: no such algorithm, or no memory.
        case unavailable
    }

    /// What went wrong, for callers to switch on.
    package let code: Code
    /// What was tried, such as `AES-256-GCM open`.
    package let operation: String

    /// Makes an error for an operation.
    package init(_ code: Code, in operation: String) {
        self.code = code
        self.operation = operation
    }

    /// Safe to log: neither keys nor text.
    package var description: String { "\(operation): \(code)" }

    /// The error for a library call that failed.
    ///
    /// The library keeps the reason in a queue of the thread, where a TLS connection on the same
    /// loop would take it for its own: it is emptied.
    static func unavailable(_ operation: String) -> CryptographyError {
        ERR_clear_error()
        return CryptographyError(.unavailable, in: operation)
    }
}
