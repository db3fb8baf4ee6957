import Cryptography
import Testing

@Suite struct `A symmetric key` {
    private let key = SymmetricKey(Array("open sesame".utf8))

    @Test func `does not show itself`() {
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), String(describing: [key]), dumped] {
            #expect(text.contains("‹secret›"))
            #expect(!text.contains("sesame"))
            #expect(!text.contains("111"), "the first byte")
        }
        #expect(Mirror(reflecting: key).children.isEmpty)
    }

    @Test func `is equal to its like only`() {
        #expect(key == SymmetricKey(key.copyBytes()))
        #expect(key != SymmetricKey(Array("open sesamf".utf8)))
        #expect(key != SymmetricKey(Array("open".utf8)))
        #expect(SymmetricKey([]) == SymmetricKey([]))
    }

    @Test func `is another each time it is made by chance`() {
        #expect(SymmetricKey.random() != SymmetricKey.random())
        #expect(SymmetricKey.random().count == 32)
        #expect(SymmetricKey.random(count: -1).count == 0)
    }
}

@Suite struct `Comparing in constant time` {
    @Test(
        arguments: [
            ([], []), ([1], [1]), ([1], [2]), ([1], [1, 2]), ([0, 0, 1], [0, 0, 1]), ([], [0]),
        ] as [([UInt8], [UInt8])])
    func `agrees with comparing plainly`(left: [UInt8], right: [UInt8]) {
        #expect(constantTimeEquals(left, right) == (left == right))
    }
}

@Suite struct `Secure random` {
    @Test(arguments: [Int.min, -1, 0, 1, 7, 32, 10_000])
    func `gives as many bytes as asked for`(count: Int) {
        #expect(SecureRandom.bytes(count).count == max(count, 0))
    }

    @Test func `uses all values`() {
        #expect(Set(SecureRandom.bytes(100_000)).count == 256)
    }
}
