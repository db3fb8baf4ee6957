import Testing

@testable import Redis

@Suite struct `The reply reader` {
    static let stream = """
        +OK\r
        :-42\r
        $5\r
        a\r
        bc\r
        $-1\r
        *-1\r
        *0\r
        *3\r
        :1\r
        *2\r
        $1\r
        x\r
        -ERR inner\r
        $0\r
        \r
        -NOSCRIPT No matching script.\r

        """
    static let replies: [RedisValue] = [
        .simple("OK"), .integer(-42), .bulk(Array("a\r\nbc".utf8)), .null, .null, .array([]),
        .array([
            .integer(1),
            .array([.bulk([0x78]), .error(RedisServerError(message: "ERR inner"))]),
            .bulk([]),
        ]),
        .error(RedisServerError(message: "NOSCRIPT No matching script.")),
    ]

    @Test(arguments: [1, 2, 3, 7, 4_096])
    func `finds the same replies wherever the bytes are cut`(size: Int) throws {
        let reader = try #require(RedisReplyReader(maximumReplyBytes: 1 << 20))
        var found: [RedisValue] = []
        var rest = Array(Self.stream.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            piece.withUnsafeBytes { reader.received($0) }
            while case .reply(let value) = reader.next() { found.append(value) }
        }
        #expect(found == Self.replies)
        #expect(reader.next() == .needsMore)
    }

    @Test(arguments: ["HTTP/1.1 400 Bad Request\r\n", "*x\r\n", "$-7\r\n", "\0\0\0\0"])
    func `refuses what is no reply, and stays refusing`(text: String) throws {
        let reader = try #require(RedisReplyReader(maximumReplyBytes: 1 << 20))
        Array(text.utf8).withUnsafeBytes { reader.received($0) }
        #expect(reader.next() == .malformed)
        Array("+OK\r\n".utf8).withUnsafeBytes { reader.received($0) }
        #expect(reader.next() == .malformed)
    }

    @Test func `gives up a reply above the limit before it is complete`() throws {
        let reader = try #require(RedisReplyReader(maximumReplyBytes: 1_000))
        let small = Array(("$900\r\n" + String(repeating: "a", count: 900) + "\r\n").utf8)
        for _ in 1...5 {
            small.withUnsafeBytes { reader.received($0) }
            #expect(reader.next() == .reply(.bulk(Array(small[6..<906]))))
            #expect(reader.next() == .needsMore)
        }
        let large = Array(("$2000\r\n" + String(repeating: "a", count: 1_500)).utf8)
        large.withUnsafeBytes { reader.received($0) }
        #expect(reader.next() == .malformed)
    }

    @Test func `does not trap on random bytes`() throws {
        let seed: UInt64 = 0x5EED_0002
        var dice = SplitMix(seed: seed)
        let alphabet = Array("+-:$*0123456789\r\nabc".utf8)
        for round in 0..<3_000 {
            let reader = try #require(RedisReplyReader(maximumReplyBytes: 1 << 16))
            let bytes = (0..<Int(dice.next() % 60)).map { _ in
                alphabet[Int(dice.next() % UInt64(alphabet.count))]
            }
            bytes.withUnsafeBytes { reader.received($0) }
            var replies = 0
            while case .reply = reader.next() { replies += 1 }
            #expect(replies <= bytes.count, "seed \(seed), round \(round)")
        }
    }
}

/// A small seeded generator, so that a failure can be run again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
