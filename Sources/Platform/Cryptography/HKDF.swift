/// Keys made from one master key, for one purpose each (RFC 5869, with SHA-256).
package enum HKDF {
    /// The longest that may be asked for.
    package static let maximumCount = 255 * SHA256.byteCount

    /// Derives a key of `count` bytes.
    ///
    /// The info names the purpose: two purposes have nothing in common, and knowing one derived key
    /// tells nothing about another. The salt may be empty.
    package static func derive(
        master: SymmetricKey, salt: [UInt8] = [], info: [UInt8], count: Int = 32
    ) throws(CryptographyError) -> SymmetricKey {
        guard count > 0, count <= maximumCount else {
            throw CryptographyError(.tooLong, in: "HKDF-SHA256")
        }
        let extracted = try extract(master: master, salt: salt)
        return try expand(extracted, info: info, count: count)
    }

    /// The same, with the purpose in words.
    package static func derive(
        master: SymmetricKey, salt: [UInt8] = [], info: String, count: Int = 32
    ) throws(CryptographyError) -> SymmetricKey {
        try derive(master: master, salt: salt, info: Array(info.utf8), count: count)
    }

    /// Step one: evens out a key whose randomness may be spread unevenly.
    static func extract(
        master: SymmetricKey, salt: [UInt8]
    ) throws(CryptographyError) -> SymmetricKey {
        let salt = salt.isEmpty ? [UInt8](repeating: 0, count: SHA256.byteCount) : salt
        let code = try HMACSHA256(key: SymmetricKey(salt))
        guard var key = master.withUnsafeBytes(code.code) else { throw .unavailable("HKDF-SHA256") }
        defer { SecureMemory.wipe(&key) }
        return SymmetricKey(key)
    }

    /// Step two: as many bytes as wanted, each block from the one before.
    private static func expand(
        _ key: SymmetricKey, info: [UInt8], count: Int
    ) throws(CryptographyError) -> SymmetricKey {
        let code = try HMACSHA256(key: key)
        var output: [UInt8] = []
        var block: [UInt8] = []
        defer {
            SecureMemory.wipe(&output)
            SecureMemory.wipe(&block)
        }
        output.reserveCapacity(count + SHA256.byteCount)
        var number: UInt8 = 0
        while output.count < count {
            number &+= 1
            guard let next = (block + info + [number]).withUnsafeBytes(code.code) else {
                throw .unavailable("HKDF-SHA256")
            }
            block = next
            output += block
        }
        output.removeLast(output.count - count)
        return SymmetricKey(output)
    }
}
