import COpenSSL

/// Whether two secrets are equal, in a time that does not tell where they differ.
///
/// Their lengths are no secret: different lengths are told at once.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.withUnsafeBytes { left in
        right.withUnsafeBytes { constantTimeEquals(left, $0) }
    }
}

/// Whether two secrets are equal, in a time that does not tell where they differ.
package func constantTimeEquals(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress else { return true }
    return CRYPTO_memcmp(first, second, left.count) == 0
}
