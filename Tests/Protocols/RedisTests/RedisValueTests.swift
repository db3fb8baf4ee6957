import Testing

@testable import Redis

@Suite struct `A Redis value` {
    @Test(
        arguments: [
            (.integer(7), 7), (.bulk(Array("-12".utf8)), -12), (.simple("3"), 3), (.null, nil),
            (.bulk(Array("12x".utf8)), nil), (.bulk([]), nil), (.array([]), nil),
            (.bulk(Array("99999999999999999999".utf8)), nil),
        ] as [(RedisValue, Int?)])
    func `is a number only when it says exactly one`(value: RedisValue, number: Int?) {
        #expect(value.int == number)
    }

    @Test func `is text only when it is UTF-8`() {
        #expect(RedisValue.bulk([0x61]).text == "a")
        #expect(RedisValue.bulk([0xFF]).text == nil)
        #expect(RedisValue.bulk([0xFF]).bytes == [0xFF])
        #expect(RedisValue.simple("OK").isOK)
        #expect(RedisValue.integer(1).text == nil)
    }

    @Test func `of another shape is an error to whom needs this one`() throws {
        #expect(try RedisValue.integer(1).decoded(\.int) == 1)
        #expect(throws: RedisError(.unexpectedReply)) { try RedisValue.null.decoded(\.int) }
    }

    @Test(arguments: [
        ("WRONGTYPE Operation against a key", "WRONGTYPE"), ("ERR unknown", "ERR"), ("", "ERR"),
        ("+49123456 is a number", "ERR"), ("lower case", "ERR"), ("NOSCRIPT", "NOSCRIPT"),
    ])
    func `shows of a server's error only the kind`(message: String, kind: String) {
        let error = RedisServerError(message: message)
        #expect(error.kind == kind)
        #expect("\(error)" == kind)
    }
}
