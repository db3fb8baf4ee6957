/// Message authentication with SHA-256 and a key (RFC 2104), for one key many times.
///
/// The digests of the two padded keys are computed once and copied for each message. Any number of
/// threads may use one instance at the same time.
package final class HMACSHA256: Sendable {
    private let inner: DigestContext
    private let outer: DigestContext

    /// Prepares a key of any length.
    package init(key: SymmetricKey) throws(CryptographyError) {
        guard let inner = DigestContext(), let outer = DigestContext() else {
            throw .unavailable("HMAC-SHA256 key")
        }
        self.inner = inner
        self.outer = outer
        var block = [UInt8](repeating: 0, count: Self.blockCount)
        key.withUnsafeBytes { bytes in
            if bytes.count > Self.blockCount {
                block.replaceSubrange(0..<SHA256.byteCount, with: SHA256.hash(bytes))
            } else {
                block.replaceSubrange(0..<bytes.count, with: bytes)
            }
        }
        defer { SecureMemory.wipe(&block) }
        guard Self.begin(inner, block, padding: 0x36), Self.begin(outer, block, padding: 0x5C)
        else { throw .unavailable("HMAC-SHA256 key") }
    }

    private static let blockCount = 64

    private static func begin(_ context: DigestContext, _ key: [UInt8], padding: UInt8) -> Bool {
        var padded = key.map { $0 ^ padding }
        defer { SecureMemory.wipe(&padded) }
        return context.begin() && padded.withUnsafeBytes(context.update)
    }

    // MARK: - Using

    /// The code of a message: 32 bytes.
    package func authenticate(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes(authenticate)
    }

    /// The code of a message that lies in memory as it came.
    package func authenticate(_ bytes: RawSpan) -> [UInt8] {
        bytes.withUnsafeBytes(authenticate)
    }

    /// The code of a message: 32 bytes.
    ///
    /// Should the library be out of memory, the answer is unpredictable bytes, which prove nothing.
    package func authenticate(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        code(of: bytes) ?? SecureRandom.bytes(SHA256.byteCount)
    }

    /// Whether the code is that of the message, found out in constant time.
    package func isAuthentic(_ code: [UInt8], for bytes: [UInt8]) -> Bool {
        constantTimeEquals(code, authenticate(bytes))
    }

    /// The code of a message; `nil` when the library failed.
    func code(of bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        DigestPool.contexts.digest { context, destination in
            context.begin(from: inner) && context.update(bytes)
                && context.finish(into: destination)
                && context.begin(from: outer)
                && context.update(
                    UnsafeRawBufferPointer(start: destination, count: SHA256.byteCount))
                && context.finish(into: destination)
        }
    }
}
