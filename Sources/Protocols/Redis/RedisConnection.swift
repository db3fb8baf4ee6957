import Reactor

/// What belongs to one connection and ends with it: its socket, its watch, its reader.
///
/// Ending is explicit and happens once, in `close`. Objects still on the stack of a callback that
/// causes the end stay alive until it returns, because they are counted references.
final class RedisConnection {
    let socket: RedisSocket
    let reader: RedisReplyReader
    private var watch: DescriptorWatch?
    /// Whether the socket has finished connecting.
    private(set) var isConnected = false
    private var wantsToWrite = true

    init(socket: RedisSocket, reader: RedisReplyReader) {
        self.socket = socket
        self.reader = reader
    }

    /// From here on the loop reports what the socket is ready for.
    func watched(by watch: DescriptorWatch) {
        self.watch = watch
        watch.update(readable: false, writable: true)
    }

    func connected() {
        isConnected = true
        wantsToWrite = false
        watch?.update(readable: true, writable: false)
    }

    /// Asks to hear when the kernel takes bytes again, or no longer.
    func wantsToWrite(_ wanted: Bool) {
        guard isConnected, wanted != wantsToWrite else { return }
        wantsToWrite = wanted
        watch?.update(readable: true, writable: wanted)
    }

    /// The watch stops before the descriptor closes: the number may be somebody else's right after.
    func close() {
        watch?.stop()
        watch = nil
        socket.close()
    }
}
