import Testing

@testable import Redis

@Suite struct `A socket address` {
    @Test(
        arguments: [
            ("127.0.0.1", [2, 0, 0x18, 0xEB, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
            (
                "::1",
                [10, 0, 0x18, 0xEB, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
                    + [0, 0, 0, 0]
            ),
        ] as [(String, [UInt8])])
    func `is laid out as the system reads it`(host: String, layout: [UInt8]) throws {
        let address = try #require(RedisSocketAddress(host: host, port: 6379))
        let bytes = address.withSystemAddress {
            Array(UnsafeRawBufferPointer(start: $0, count: Int($1)))
        }
        #expect(bytes == layout)
    }

    @Test(arguments: ["", "localhost", "1.2.3", "127.0.0.1 ", "::g"])
    func `is numeric`(host: String) {
        #expect(RedisSocketAddress(host: host, port: 1) == nil)
    }

    @Test func `holds a path that fits`() {
        #expect(RedisSocketAddress(path: String(repeating: "x", count: 107)) != nil)
        #expect(RedisSocketAddress(path: String(repeating: "x", count: 108)) == nil)
        #expect(RedisSocketAddress(path: "") == nil)
        #expect(RedisSocketAddress(host: "::1", port: 65_536) == nil)
    }
}
