import COpenSSL

/// Random numbers nobody can foresee.
package enum SecureRandom {
    /// That many random bytes; none for a count below one.
    package static func bytes(_ count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        if let size = Int32(exactly: count), RAND_bytes(&bytes, size) == 1 { return bytes }
        ERR_clear_error()
        // The library's generator could not be seeded: ask the kernel, which always can.
        var kernel = SystemRandomNumberGenerator()
        for index in bytes.indices { bytes[index] = kernel.next() }
        return bytes
    }
}
