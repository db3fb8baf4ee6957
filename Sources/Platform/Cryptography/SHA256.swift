/// The SHA-256 digest (FIPS 180-4).
package enum SHA256 {
    /// How long a digest is.
    package static let byteCount = 32

    /// The digest of the bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes(hash)
    }

    /// The digest of bytes that lie in memory as they came.
    package static func hash(_ bytes: RawSpan) -> [UInt8] {
        bytes.withUnsafeBytes(hash)
    }

    /// The digest of the bytes.
    ///
    /// Should the library be out of memory, the answer is unpredictable bytes: a digest that
    /// matches nothing closes the door, and there is no crash and no digest to foresee.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let digest = DigestPool.contexts.digest { context, destination in
            context.begin() && context.update(bytes) && context.finish(into: destination)
        }
        return digest ?? SecureRandom.bytes(byteCount)
    }
}
