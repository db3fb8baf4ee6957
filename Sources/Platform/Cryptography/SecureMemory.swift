import COpenSSL

/// Memory that held a secret.
enum SecureMemory {
    /// Overwrites the bytes in a way the optimiser does not remove, and empties the array.
    static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes(wipe)
        bytes.removeAll()
    }

    static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
        OPENSSL_cleanse(bytes.baseAddress, bytes.count)
    }
}
