import COpenSSL

/// Encryption that also proves what it hides is unchanged: AES-256-GCM (NIST SP 800-38D).
///
/// A sealed message is the nonce, the encrypted text and the tag, in one piece. Nonces are random,
/// 96 bits: one key may seal 2³² messages before two nonces are likely enough to meet.
package enum AESGCM {
    /// How many bytes a key has.
    package static let keyCount = 32
    /// How many bytes a nonce has.
    package static let nonceCount = 12
    /// How many bytes a tag has.
    package static let tagCount = 16

    /// Encrypts; the associated data is not hidden, but must be the same to open.
    package static func seal(
        _ plaintext: [UInt8], key: SymmetricKey, associatedData: [UInt8] = []
    ) throws(CryptographyError) -> [UInt8] {
        try seal(
            plaintext, key: key, associatedData: associatedData,
            nonce: SecureRandom.bytes(nonceCount))
    }

    /// Encrypts with a given nonce, which must never come twice with the same key.
    static func seal(
        _ plaintext: [UInt8], key: SymmetricKey, associatedData: [UInt8], nonce: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        let operation = "AES-256-GCM seal"
        let pass = try AESGCMPass(.seal, key: key, nonce: nonce, operation: operation)
        try pass.associate(associatedData)
        var text = try pass.transform(plaintext[...])
        guard pass.finish() else { throw .unavailable(operation) }
        text.append(contentsOf: try pass.tag())
        return nonce + text
    }

    /// Decrypts what `seal` made; throws when anything about it was changed.
    package static func open(
        _ sealed: [UInt8], key: SymmetricKey, associatedData: [UInt8] = []
    ) throws(CryptographyError) -> [UInt8] {
        let operation = "AES-256-GCM open"
        guard sealed.count >= nonceCount + tagCount else {
            throw CryptographyError(.malformed, in: operation)
        }
        let nonce = Array(sealed.prefix(nonceCount))
        let pass = try AESGCMPass(.open, key: key, nonce: nonce, operation: operation)
        try pass.associate(associatedData)
        var text = try pass.transform(sealed.dropFirst(nonceCount).dropLast(tagCount))
        try pass.expect(tag: Array(sealed.suffix(tagCount)))
        guard pass.finish() else {
            SecureMemory.wipe(&text)
            ERR_clear_error()
            throw CryptographyError(.notAuthentic, in: operation)
        }
        return text
    }
}
