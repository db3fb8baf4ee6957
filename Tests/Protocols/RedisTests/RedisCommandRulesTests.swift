import Testing

@testable import Redis

@Suite struct `A shared connection` {
    @Test(
        arguments: [
            ["GET", "k"], ["PING"], ["EVALSHA", "x", 0], ["CLIENT", "LIST"],
            ["client", "pause", 10],
            ["SUBSTR", "k", 0, 1], ["XREAD", "STREAMS", "s", 0],
            [.bytes(Array("SET".utf8)), "k", "v"],
        ] as [[RedisArgument]])
    func `takes commands with one reply`(command: [RedisArgument]) {
        #expect(RedisCommandRules.mayShare(command))
    }

    @Test(
        arguments: [
            [], [""], [7], ["SUBSCRIBE", "c"], ["subscribe", "c"], ["pSubscribe", "c"], ["MONITOR"],
            ["MULTI"], ["exec"], ["AUTH", "x"], ["SELECT", 1], ["HELLO", 3], ["QUIT"], ["RESET"],
            ["BLPOP", "k", 0], ["bzpopmin", "k", 0], ["WAIT", 1, 0], ["CLIENT", "REPLY", "OFF"],
            ["client", "tracking", "ON"], [.bytes(Array("monitor".utf8))],
        ] as [[RedisArgument]])
    func `refuses commands that would disturb the others`(command: [RedisArgument]) {
        #expect(!RedisCommandRules.mayShare(command))
    }
}
