import COpenSSL

/// One encryption or decryption under way in the library.
struct AESGCMPass: ~Copyable {
    enum Direction: Int32 {
        case open = 0
        case seal = 1
    }

    private let context: OpaquePointer
    private let operation: String

    init(
        _ direction: Direction, key: SymmetricKey, nonce: [UInt8], operation: String
    ) throws(CryptographyError) {
        guard key.count == AESGCM.keyCount else {
            throw CryptographyError(.keyLength, in: operation)
        }
        // The length the algorithm takes when none is set; a shorter array would be read beyond.
        guard nonce.count == AESGCM.nonceCount else {
            throw CryptographyError(.malformed, in: operation)
        }
        guard let cipher = Algorithm.aes256GCM, let context = EVP_CIPHER_CTX_new() else {
            throw .unavailable(operation)
        }
        let begun = key.withUnsafeBytes { key in
            EVP_CipherInit_ex2(
                context, cipher, key.bindMemory(to: UInt8.self).baseAddress, nonce,
                direction.rawValue, nil)
        }
        guard begun == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw .unavailable(operation)
        }
        self.context = context
        self.operation = operation
    }

    deinit {
        EVP_CIPHER_CTX_free(context)
    }

    func associate(_ bytes: [UInt8]) throws(CryptographyError) {
        guard let count = Int32(exactly: bytes.count) else {
            throw CryptographyError(.tooLong, in: operation)
        }
        var written: Int32 = 0
        guard count == 0 || EVP_CipherUpdate(context, nil, &written, bytes, count) == 1 else {
            throw .unavailable(operation)
        }
    }

    /// The other form of the text; a stream cipher keeps its length.
    func transform(_ text: ArraySlice<UInt8>) throws(CryptographyError) -> [UInt8] {
        guard let count = Int32(exactly: text.count) else {
            throw CryptographyError(.tooLong, in: operation)
        }
        guard count > 0 else { return [] }
        var result = [UInt8](repeating: 0, count: text.count)
        var written: Int32 = 0
        let done = text.withUnsafeBufferPointer { text in
            EVP_CipherUpdate(context, &result, &written, text.baseAddress, count)
        }
        guard done == 1, written == count else { throw .unavailable(operation) }
        return result
    }

    /// Ends the pass; when opening, says whether the tag was right.
    func finish() -> Bool {
        var rest = [UInt8](repeating: 0, count: AESGCM.tagCount)
        var written: Int32 = 0
        return EVP_CipherFinal_ex(context, &rest, &written) == 1
    }

    /// The tag of what was sealed.
    func tag() throws(CryptographyError) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: AESGCM.tagCount)
        let size = Int32(AESGCM.tagCount)
        guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, size, &tag) == 1 else {
            throw .unavailable(operation)
        }
        return tag
    }

    /// Tells which tag must come out when opening.
    func expect(tag: [UInt8]) throws(CryptographyError) {
        var tag = tag
        guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
        else { throw .unavailable(operation) }
    }
}
