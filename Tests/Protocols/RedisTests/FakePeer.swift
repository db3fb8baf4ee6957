import Reactor
import Synchronization

@testable import Redis

/// A small server on a loop of its own that answers as its script says.
///
/// It greets like Redis; every other command goes to the script, which returns the bytes to send.
final class FakePeer: Sendable {
    typealias Script = @Sendable (_ command: [String]) -> [Piece]

    /// What a peer does in answer to a command.
    enum Piece: Sendable {
        case text(String)
        /// The same, one byte per write.
        case bytewise(String)
        case close
    }

    let loop: EventLoop
    let listener: TCPListener
    private let accepted: Counting

    init(_ script: @escaping Script) async throws {
        loop = try EventLoop(name: "fake-peer")
        let accepted = Counting()
        self.accepted = accepted
        listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) { connection in
            accepted.count.add(1, ordering: .relaxed)
            Conversation(connection, script).start()
        }
    }

    var connections: Int { accepted.count.load(ordering: .relaxed) }

    var configuration: RedisConfiguration {
        var configuration = RedisConfiguration(
            endpoint: .tcp(host: "localhost", port: listener.port))
        configuration.firstPause = .milliseconds(1)
        configuration.longestPause = .milliseconds(10)
        return configuration
    }

    private final class Counting: Sendable {
        let count = Atomic(0)
    }

    func stop() async {
        listener.close()
        await loop.shutDown()
    }
}

/// One accepted connection.
///
/// Unchecked: everything here runs in the connection's callbacks, on the peer's loop.
private final class Conversation: @unchecked Sendable {
    private let connection: TCPConnection
    private let script: FakePeer.Script
    private let reader = RedisReplyReader(maximumReplyBytes: 1 << 20)

    init(_ connection: TCPConnection, _ script: @escaping FakePeer.Script) {
        self.connection = connection
        self.script = script
    }

    func start() {
        connection.start(
            onBytes: { [self] bytes in bytes.withUnsafeBytes { take($0) } },
            onEnd: { [self] in connection.close() },
            onClosed: { _ in })
    }

    /// A command is an array of bulk strings, which is also a reply, so the same reader reads it.
    private func take(_ bytes: UnsafeRawBufferPointer) {
        reader?.received(bytes)
        while case .reply(let command)? = reader?.next() {
            for piece in answer((command.array ?? []).compactMap(\.text)) {
                switch piece {
                case .text(let text): connection.write(Array(text.utf8))
                case .bytewise(let text): for byte in text.utf8 { connection.write([byte]) }
                case .close: connection.closeAfterWrites()
                }
            }
        }
    }

    private func answer(_ command: [String]) -> [FakePeer.Piece] {
        switch command.first {
        case "PING": [.text("+PONG\r\n")]
        case "CLIENT", "AUTH", "SELECT": [.text("+OK\r\n")]
        default: script(command)
        }
    }
}
