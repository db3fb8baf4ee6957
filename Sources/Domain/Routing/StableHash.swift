/// A hash that is the same in every process, unlike the standard library's (FNV-1a, 64 bits).
enum StableHash {
    static func of(_ values: some Sequence<Int64>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for value in values {
            for shift in stride(from: 0, to: 64, by: 8) {
                hash ^= UInt64(bitPattern: value) &>> UInt64(shift) & 0xff
                hash = hash &* 0x100_0000_01b3
            }
        }
        return hash
    }
}
