/// Commands written by callers and not yet taken by the kernel.
struct OutgoingBytes: Sendable {
    private var bytes: [UInt8] = []
    private var sent = 0

    var count: Int { bytes.count - sent }
    var isEmpty: Bool { count == 0 }
    var rest: ArraySlice<UInt8> { bytes[sent...] }

    mutating func append(_ command: [RedisArgument]) {
        RESPEncoder.append(command, to: &bytes)
    }

    /// The kernel took so many; the memory of a large burst is given back once all is sent.
    mutating func took(_ count: Int) {
        sent = min(sent + count, bytes.count)
        if sent == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
            sent = 0
        } else if sent > 64 << 10, sent > bytes.count / 2 {
            bytes.removeFirst(sent)
            sent = 0
        }
    }

    mutating func removeAll() {
        self = OutgoingBytes()
    }
}
