import Cryptography
import Testing

/// One of the test cases of RFC 4231.
struct HMACVector: Sendable, CustomTestStringConvertible {
    let name: String
    let key: [UInt8]
    let message: [UInt8]
    let code: String

    var testDescription: String { name }

    static let all = [
        HMACVector(
            name: "1", key: [UInt8](repeating: 0x0B, count: 20), message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        HMACVector(
            name: "2, a short key", key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        HMACVector(
            name: "3", key: [UInt8](repeating: 0xAA, count: 20),
            message: [UInt8](repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        HMACVector(
            name: "4", key: Array(1...25), message: [UInt8](repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        HMACVector(
            name: "6, a key longer than a block", key: [UInt8](repeating: 0xAA, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        HMACVector(
            name: "7, both long", key: [UInt8](repeating: 0xAA, count: 131),
            message: Array(
                """
                This is a test using a larger than block-size key and a larger than block-size \
                data. The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]
}

@Suite struct `HMAC with SHA-256` {
    @Test(arguments: HMACVector.all)
    func `gives the codes of RFC 4231`(vector: HMACVector) throws {
        let hmac = try HMACSHA256(key: SymmetricKey(vector.key))
        #expect(Hex.encode(hmac.authenticate(vector.message)) == vector.code)
        #expect(Hex.encode(hmac.authenticate(vector.message.span.bytes)) == vector.code)
        #expect(Hex.encode(hmac.authenticate(vector.message)) == vector.code, "the second time")
    }

    @Test func `works with an empty key and an empty message`() throws {
        let hmac = try HMACSHA256(key: SymmetricKey([]))
        #expect(
            Hex.encode(hmac.authenticate([UInt8]()))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func `knows its own codes and no others`() throws {
        let hmac = try HMACSHA256(key: .random())
        let message = Array("tenant 7, attempt 2".utf8)
        let code = hmac.authenticate(message)
        #expect(hmac.isAuthentic(code, for: message))
        #expect(!hmac.isAuthentic(code, for: message + [0]))
        #expect(!hmac.isAuthentic([], for: message))
        #expect(!hmac.isAuthentic(Array(code.dropLast()), for: message))
        for index in code.indices {
            var changed = code
            changed[index] ^= 1
            #expect(!hmac.isAuthentic(changed, for: message))
        }
        #expect(try !HMACSHA256(key: .random()).isAuthentic(code, for: message))
    }

    @Test func `serves many tasks with one instance`() async throws {
        let hmac = try HMACSHA256(key: SymmetricKey(Array("key".utf8)))
        let expected = (0..<64).map { hmac.authenticate([UInt8](repeating: $0, count: 100)) }
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for round in 0..<2_000 {
                        let number = round % 64
                        let message = [UInt8](repeating: UInt8(number), count: 100)
                        if hmac.authenticate(message) != expected[number] {
                            Issue.record("wrong code")
                        }
                    }
                }
            }
        }
    }
}
