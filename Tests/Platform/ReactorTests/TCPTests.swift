import Glibc
import Reactor
import Testing

@Suite(.timeLimit(.minutes(5))) struct `A TCP connection` {
    /// A listener that sends every byte back, with back-pressure, and ends when the peer ends.
    private func echo(on loop: EventLoop, host: String = "127.0.0.1") async throws -> TCPListener {
        try await TCPListener.bind(host: host, port: 0, on: loop) { connection in
            connection.start(
                onBytes: { bytes in
                    connection.write(bytes)
                    if connection.bufferedBytes > 0 { connection.pauseReading() }
                },
                onEnd: { connection.closeAfterWrites() },
                onDrained: { connection.resumeReading() },
                onClosed: { _ in })
        }
    }

    private func connect(_ listener: TCPListener, on loop: EventLoop) async throws -> TCPConnection
    {
        try await TCPConnection.connect(to: listener.address, on: loop, timeout: .seconds(10))
    }

    /// Everything that comes until the end, and how it ended.
    private func collect(
        _ connection: TCPConnection
    ) -> (bytes: Shared<[UInt8]>, events: Events<String>) {
        let bytes = Shared<[UInt8]>([])
        let events = Events<String>()
        connection.start(
            onBytes: { span in bytes.withLock { $0.append(span) } },
            onEnd: {
                events.tell("end")
                connection.close()
            },
            onClosed: { events.tell($0.map { "failed: \($0.code)" } ?? "closed") })
        return (bytes, events)
    }

    @Test(arguments: ["127.0.0.1", "::1"], [1, 1_000, 2_000_000])
    func `brings every byte there and back`(host: String, count: Int) async throws {
        try await withLoop { server in
            try await withLoop { client in
                let listener = try await echo(on: server, host: host)
                let connection = try await connect(listener, on: client)
                #expect(connection.peerAddress == listener.address)
                let (bytes, events) = collect(connection)
                // A length that divides no buffer, so that nothing lost or doubled goes unseen.
                let pattern = (0..<251).map { UInt8($0) }
                let body = Array(
                    repeatElement(pattern, count: count / 251 + 1).joined().prefix(count))
                connection.write(body)
                connection.endWrites()
                #expect(await events.next(2) == ["end", "closed"])
                #expect(bytes.value == body)
            }
        }
    }

    @Test func `works with both ends on one loop`() async throws {
        try await withLoop { loop in
            let connection = try await connect(try await echo(on: loop), on: loop)
            let (bytes, events) = collect(connection)
            connection.write([[1, 2], [], [3], Array(repeating: 4, count: 500_000)])
            connection.write(Array(repeating: [5], count: 40))
            connection.write([UInt8]())
            connection.write([[]])
            connection.endWrites()
            #expect(await events.next(2) == ["end", "closed"])
            #expect(
                bytes.value
                    == [1, 2, 3] + Array(repeating: 4, count: 500_000)
                    + Array(repeating: 5, count: 40)
            )
        }
    }

    @Test func `buffers what a slow reader leaves, and says when it has gone`() async throws {
        try await withLoop { server in
            try await withLoop { client in
                let accepted = Events<TCPConnection>()
                let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: server) {
                    accepted.tell($0)
                }
                let writer = try await connect(listener, on: client)
                let drained = Events<Int>()
                writer.start(
                    onBytes: { _ in }, onEnd: {},
                    onDrained: { drained.tell(writer.bufferedBytes) }, onClosed: { _ in })
                let reader = try #require(await accepted.next())
                let body = Array(repeating: UInt8(7), count: 16_000_000)
                let written = Events<Int>()
                client.execute {
                    writer.write(body)
                    writer.write([9])
                    written.tell(writer.bufferedBytes)
                }
                #expect((await written.next() ?? 0) > 1_000_000)
                let (bytes, events) = collect(reader)
                #expect(await drained.next() == 0)
                writer.closeAfterWrites()
                #expect(await events.next(2) == ["end", "closed"])
                #expect(bytes.value == body + [9])
            }
        }
    }

    @Test func `can be read again after a pause`() async throws {
        try await withLoop { loop in
            let events = Events<[UInt8]>()
            let connection = try await connect(try await echo(on: loop), on: loop)
            connection.start(
                onBytes: { bytes in
                    connection.pauseReading()
                    events.tell([UInt8](bytes))
                    loop.schedule(after: .milliseconds(1)) { connection.resumeReading() }
                }, onEnd: {}, onClosed: { _ in })
            for number in UInt8(0)..<5 {
                connection.write([number])
                #expect(await events.next() == [number])
            }
            connection.close()
        }
    }

    @Test func `still sends after the peer has ended`() async throws {
        try await withLoop { loop in
            let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) {
                peer in
                peer.start(
                    onBytes: { _ in },
                    onEnd: {
                        peer.write(Array("late".utf8))
                        peer.closeAfterWrites()
                    }, onClosed: { _ in })
            }
            let connection = try await connect(listener, on: loop)
            let (bytes, events) = collect(connection)
            connection.endWrites()
            connection.write([1])
            #expect(await events.next(2) == ["end", "closed"])
            #expect(bytes.value == Array("late".utf8))
        }
    }

    @Test func `fails when the peer resets it`() async throws {
        try await withLoop { loop in
            let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) {
                peer in
                peer.start(
                    onBytes: { _ in peer.reset() }, onEnd: {}, onClosed: { _ in })
            }
            let connection = try await connect(listener, on: loop)
            let (_, events) = collect(connection)
            connection.write([1])
            #expect(await events.next() == "failed: connectionLost")
        }
    }

    @Test func `fails once when writing to a peer that is gone`() async throws {
        try await withLoop { loop in
            let accepted = Events<TCPConnection>()
            let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) {
                accepted.tell($0)
            }
            let connection = try await connect(listener, on: loop)
            await accepted.next()?.reset()
            let events = Events<String>()
            connection.start(
                onBytes: { _ in }, onEnd: {},
                onClosed: { events.tell($0 == nil ? "closed" : "failed") })
            for _ in 0..<100 { connection.write(Array(repeating: 1, count: 100_000)) }
            #expect(await events.next() == "failed")
            connection.close()
            connection.write([1])
            loop.execute { events.tell("nothing more") }
            #expect(await events.next() == "nothing more")
            #expect(connection.bufferedBytes == 0)
        }
    }

    @Test func `is silent after it was closed within a callback`() async throws {
        try await withLoop { loop in
            let events = Events<String>()
            let connection = try await connect(try await echo(on: loop), on: loop)
            connection.start(
                onBytes: { _ in
                    events.tell("bytes")
                    connection.close()
                    connection.close()
                    connection.write([1])
                    connection.resumeReading()
                    connection.closeAfterWrites()
                },
                onEnd: { events.tell("end") },
                onClosed: { _ in events.tell("closed") })
            connection.write(Array(repeating: 0, count: 300_000))
            #expect(await events.next(2) == ["bytes", "closed"])
            loop.schedule(after: .milliseconds(2)) { events.tell("nothing more") }
            #expect(await events.next() == "nothing more")
        }
    }

    @Test func `tells of its end when started too late`() async throws {
        try await withLoop { loop in
            let connection = try await connect(try await echo(on: loop), on: loop)
            connection.close()
            await loop.sleep(for: .milliseconds(1))
            let (_, events) = collect(connection)
            #expect(await events.next() == "closed")
        }
    }

    @Test func `lingers so that the peer can read the answer to what it still sends`() async throws
    {
        try await withLoop { server in
            try await withLoop { client in
                let closed = Events<Bool>()
                let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: server) {
                    peer in
                    peer.start(
                        onBytes: { _ in
                            peer.write(Array("too large".utf8))
                            peer.closeAfterWrites(linger: .seconds(20))
                        }, onEnd: {}, onClosed: { closed.tell($0 == nil) })
                }
                let connection = try await connect(listener, on: client)
                let (bytes, events) = collect(connection)
                connection.write(Array(repeating: 1, count: 4_000_000))
                #expect(await events.next(2) == ["end", "closed"])
                #expect(bytes.value == Array("too large".utf8))
                #expect(await closed.next() == true)
            }
        }
    }

    @Test func `closes in the end though the peer never reads`() async throws {
        try await withLoop { loop in
            let accepted = Events<TCPConnection>()
            let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) {
                accepted.tell($0)
            }
            let connection = try await connect(listener, on: loop)
            let (_, events) = collect(connection)
            connection.write(Array(repeating: 1, count: 16_000_000))
            connection.closeAfterWrites(within: .milliseconds(20))
            #expect(await events.next() == "failed: timedOut")
            await accepted.next()?.close()
        }
    }

    @Test func `is freed once closed, and its callbacks with it`() async throws {
        final class Token: Sendable {}
        weak var gone: TCPConnection?
        weak var token: Token?
        try await withLoop { loop in
            let events = Events<Int>()
            let listener = try await echo(on: loop)
            do {
                let held = Token()
                token = held
                let connection = try await connect(listener, on: loop)
                gone = connection
                connection.start(
                    onBytes: { [connection] _ in
                        _ = held
                        connection.close()
                    }, onEnd: { [connection] in connection.close() },
                    onClosed: { [connection] _ in
                        _ = (connection, held)
                        events.tell(1)
                    })
                connection.write([1])
            }
            _ = await events.next()
        }
        #expect(gone == nil && token == nil)
    }

    @Test func `is refused where nobody listens`() async throws {
        try await withLoop { loop in
            let listener = try await echo(on: loop)
            listener.close()
            let error = await #expect(throws: ReactorError.self) {
                try await connect(listener, on: loop)
            }
            #expect(error?.code == .refused)
        }
    }

    @Test func `gives up at its timeout`() async throws {
        try await withLoop { loop in
            // A backlog that is full and never emptied: the kernel drops further requests.
            let listener = try await TCPListener.bind(
                host: "127.0.0.1", port: 0, backlog: 1, on: loop
            ) { $0.close() }
            listener.pauseAccepting()
            var codes: Set<ReactorError.Code> = []
            var held: [TCPConnection] = []
            for _ in 0..<6 {
                do throws(ReactorError) {
                    held.append(
                        try await TCPConnection.connect(
                            to: listener.address, on: loop, timeout: .milliseconds(50)))
                } catch {
                    codes.insert(error.code)
                }
            }
            #expect(codes == [.timedOut])
            for connection in held { connection.close() }
        }
    }
}
