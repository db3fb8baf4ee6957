import Testing

@testable import Redis

@Suite struct `The command encoder` {
    @Test(
        arguments: [
            (["PING"], "*1\r\n$4\r\nPING\r\n"),
            (["SET", "k", ""], "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n"),
            (["INCRBY", 42], "*2\r\n$6\r\nINCRBY\r\n$2\r\n42\r\n"),
            (["X", 0, -1, 10], "*4\r\n$1\r\nX\r\n$1\r\n0\r\n$2\r\n-1\r\n$2\r\n10\r\n"),
            (["GET", "ä"], "*2\r\n$3\r\nGET\r\n$2\r\nä\r\n"),
            (["GET", .bytes([0x0D, 0x0A])], "*2\r\n$3\r\nGET\r\n$2\r\n\r\n\r\n"),
        ] as [([RedisArgument], String)])
    func `writes an array of bulk strings`(arguments: [RedisArgument], wire: String) {
        var buffer: [UInt8] = []
        RESPEncoder.append(arguments, to: &buffer)
        #expect(String(decoding: buffer, as: UTF8.self) == wire)
    }

    @Test(arguments: [Int.min, Int.max, -10, 9, 99, 100])
    func `gives every number its exact length`(number: Int) {
        var buffer: [UInt8] = []
        RESPEncoder.append([.number(number)], to: &buffer)
        let digits = String(number)
        let wire = String(decoding: buffer, as: UTF8.self)
        #expect(wire == "*1\r\n$\(digits.utf8.count)\r\n\(digits)\r\n")
    }
}
