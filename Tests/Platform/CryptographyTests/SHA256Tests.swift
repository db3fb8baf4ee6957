import Cryptography
import Testing

@Suite struct `SHA-256` {
    /// The examples of FIPS 180-4.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `gives the published digests`(message: String, digest: String) {
        let bytes = Array(message.utf8)
        #expect(Hex.encode(SHA256.hash(bytes)) == digest)
        #expect(Hex.encode(SHA256.hash(bytes.span.bytes)) == digest)
        #expect(Hex.encode(bytes.withUnsafeBytes { SHA256.hash($0) }) == digest)
    }

    @Test func `is not disturbed by other tasks`() async {
        let expected = (0..<64).map { SHA256.hash([UInt8](repeating: UInt8($0), count: 100)) }
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for round in 0..<2_000 {
                        let number = round % 64
                        let digest = SHA256.hash([UInt8](repeating: UInt8(number), count: 100))
                        if digest != expected[number] { Issue.record("wrong digest") }
                    }
                }
            }
        }
    }
}
