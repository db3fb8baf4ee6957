import Cryptography
import Testing

/// One of the test cases of RFC 5869, appendix A.
struct HKDFVector: Sendable {
    let master: [UInt8]
    let salt: [UInt8]
    let info: [UInt8]
    let derived: String

    static let all = [
        HKDFVector(
            master: [UInt8](repeating: 0x0B, count: 22), salt: Array(0x00...0x0C),
            info: Array(0xF0...0xF9),
            derived: """
                3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf\
                34007208d5b887185865
                """),
        HKDFVector(
            master: Array(0x00...0x4F), salt: Array(0x60...0xAF), info: Array(0xB0...0xFF),
            derived: """
                b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c\
                59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71\
                cc30c58179ec3e87c14c01d5c1f3434f1d87
                """),
        HKDFVector(
            master: [UInt8](repeating: 0x0B, count: 22), salt: [], info: [],
            derived: """
                8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d\
                9d201395faa4b61a96c8
                """),
    ]
}

@Suite struct `Key derivation` {
    @Test(arguments: HKDFVector.all)
    func `derives the keys of RFC 5869`(vector: HKDFVector) throws {
        let key = try HKDF.derive(
            master: SymmetricKey(vector.master), salt: vector.salt, info: vector.info,
            count: vector.derived.count / 2)
        #expect(Hex.encode(key.copyBytes()) == vector.derived)
    }

    @Test func `gives each purpose a key of its own`() throws {
        let master = SymmetricKey.random()
        let first = try HKDF.derive(master: master, info: "callback tokens")
        let second = try HKDF.derive(master: master, info: "credentials")
        #expect(first != second)
        #expect(try first == HKDF.derive(master: master, info: "callback tokens"))
        #expect(try first != HKDF.derive(master: master, salt: [1], info: "callback tokens"))
    }

    @Test func `gives as much as it can and no more`() throws {
        let master = SymmetricKey.random()
        for count in [1, 31, 32, 33, 64, HKDF.maximumCount] {
            #expect(try HKDF.derive(master: master, info: "x", count: count).count == count)
        }
        for count in [Int.min, -1, 0, HKDF.maximumCount + 1, Int.max] {
            #expect(throws: CryptographyError(.tooLong, in: "HKDF-SHA256")) {
                try HKDF.derive(master: master, info: "x", count: count)
            }
        }
    }
}
