import Testing

@testable import Cryptography

/// Test cases 13 to 16 of the GCM specification submitted to NIST.
struct GCMVector: Sendable {
    let key: String
    let nonce: String
    let text: String
    let associated: String
    let sealed: String

    private static let longKey = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    private static let longText = """
        d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
        1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
        """

    static let all = [
        GCMVector(
            key: String(repeating: "0", count: 64), nonce: String(repeating: "0", count: 24),
            text: "", associated: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        GCMVector(
            key: String(repeating: "0", count: 64), nonce: String(repeating: "0", count: 24),
            text: String(repeating: "0", count: 32), associated: "",
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        GCMVector(
            key: longKey, nonce: "cafebabefacedbaddecaf888", text: longText + "1aafd255",
            associated: "",
            sealed: """
                522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad\
                b094dac5d93471bdec1a502270e3cc6c
                """),
        GCMVector(
            key: longKey, nonce: "cafebabefacedbaddecaf888", text: longText,
            associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            sealed: """
                522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662\
                76fc6ece0f4e1768cddf8853bb2d551b
                """),
    ]
}

@Suite struct `AES-256-GCM` {
    private let key = SymmetricKey.random()
    private let text = Array("user:password".utf8)
    private let tenant = Array("tenant 7".utf8)

    @Test(arguments: GCMVector.all)
    func `gives the published texts and tags`(vector: GCMVector) throws {
        func bytes(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }
        let nonce = try bytes(vector.nonce)
        let key = SymmetricKey(try bytes(vector.key))
        let sealed = try AESGCM.seal(
            bytes(vector.text), key: key, associatedData: bytes(vector.associated), nonce: nonce)
        #expect(Hex.encode(Array(sealed.dropFirst(12))) == vector.sealed)
        let opened = try AESGCM.open(sealed, key: key, associatedData: bytes(vector.associated))
        #expect(Hex.encode(opened) == vector.text)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 4_096, 1_000_000])
    func `opens what it sealed`(count: Int) throws {
        let text = SecureRandom.bytes(count)
        let sealed = try AESGCM.seal(text, key: key, associatedData: tenant)
        #expect(sealed.count == 12 + count + 16)
        #expect(try AESGCM.open(sealed, key: key, associatedData: tenant) == text)
    }

    @Test func `never seals twice alike`() throws {
        let first = try AESGCM.seal(text, key: key)
        let second = try AESGCM.seal(text, key: key)
        #expect(first != second)
        #expect(first.prefix(12) != second.prefix(12))
    }

    @Test func `does not open when a single bit was changed`() throws {
        let sealed = try AESGCM.seal(text, key: key, associatedData: tenant)
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: CryptographyError(.notAuthentic, in: "AES-256-GCM open")) {
                try AESGCM.open(changed, key: key, associatedData: tenant)
            }
        }
    }

    @Test func `does not open for another tenant, with another key or cut short`() throws {
        let sealed = try AESGCM.seal(text, key: key, associatedData: tenant)
        #expect(throws: CryptographyError.self) { try AESGCM.open(sealed, key: key) }
        #expect(throws: CryptographyError.self) {
            try AESGCM.open(sealed, key: .random(), associatedData: tenant)
        }
        for count in 0..<sealed.count {
            #expect(throws: CryptographyError.self) {
                try AESGCM.open(Array(sealed.prefix(count)), key: key, associatedData: tenant)
            }
        }
    }

    @Test(arguments: [0, 1, 16, 24, 31, 33, 64])
    func `refuses a key of another length`(count: Int) {
        #expect(throws: CryptographyError(.keyLength, in: "AES-256-GCM seal")) {
            try AESGCM.seal(text, key: .random(count: count))
        }
    }
}
