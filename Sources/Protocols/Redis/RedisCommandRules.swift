/// Which commands may travel on a connection that many callers share.
///
/// Replies are matched to commands by their order alone. A command with more or fewer replies than
/// one would give every later caller somebody else's answer, and one that changes or blocks the
/// connection does so for all. Steps that belong together go into a script instead of MULTI.
enum RedisCommandRules {
    /// Whether these words can be sent without disturbing other callers.
    static func mayShare(_ arguments: [RedisArgument]) -> Bool {
        guard let first = arguments.first, let name = key(of: first) else { return false }
        if alone.contains(name) { return false }
        guard name == client, arguments.count > 1 else { return true }
        // CLIENT REPLY silences replies; CLIENT TRACKING invites unasked ones.
        return key(of: arguments[1]).map { !clientAlone.contains($0) } ?? false
    }

    private static let alone = Set(
        [
            "SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE",
            "SUNSUBSCRIBE", "MONITOR", "SYNC", "PSYNC", "QUIT", "RESET", "HELLO", "AUTH", "SELECT",
            "MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH", "WAIT", "BLPOP", "BRPOP", "BRPOPLPUSH",
            "BLMOVE", "BLMPOP", "BZPOPMIN", "BZPOPMAX", "BZMPOP",
        ].map { key(of: $0.utf8) })
    private static let client = key(of: "CLIENT".utf8)
    private static let clientAlone = Set(
        ["REPLY", "TRACKING", "SETNAME"].map { key(of: $0.utf8) })

    private static func key(of word: RedisArgument) -> UInt64? {
        switch word {
        case .text(let text): text.isEmpty ? nil : key(of: text.utf8)
        case .bytes(let bytes): bytes.isEmpty ? nil : key(of: bytes)
        case .number: nil
        }
    }

    /// The first eight bytes in capitals as one number.
    ///
    /// No two names of the list share them with a command that is allowed, and comparing numbers
    /// costs this check nothing on the way of every command.
    private static func key(of bytes: some Sequence<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        for byte in bytes.prefix(8) {
            key = key << 8 | UInt64((0x61...0x7A).contains(byte) ? byte & 0xDF : byte)
        }
        return key
    }
}
