import Reactor
import Testing

@Suite(.timeLimit(.minutes(5))) struct `Shutting a loop down` {
    @Test func `runs what was posted before`() async throws {
        let loop = try EventLoop(name: "test")
        let count = Shared(0)
        for _ in 0..<10_000 { loop.execute { count.withLock { $0 += 1 } } }
        await loop.shutDown()
        #expect(count.value == 10_000)
    }

    @Test func `runs jobs that make more jobs to their end`() async throws {
        let loop = try EventLoop(name: "test")
        let count = Shared(0)
        @Sendable func step(_ left: Int) {
            count.withLock { $0 += 1 }
            if left > 1 { loop.execute { step(left - 1) } }
        }
        loop.execute { step(5_000) }
        await loop.shutDown()
        #expect(count.value == 5_000)
    }

    @Test func `wakes sleepers and drops timers`() async throws {
        let loop = try EventLoop(name: "test")
        let events = Events<String>()
        loop.schedule(after: .seconds(3_600)) { events.tell("timer") }
        let resident = Resident(on: loop)
        async let slept: Void = loop.sleep(for: .seconds(3_600))
        await resident.add()
        await loop.shutDown()
        await slept
        events.tell("end")
        #expect(await events.next() == "end")
    }

    @Test func `can be asked for twice, and by a task of the loop itself`() async throws {
        let loop = try EventLoop(name: "test")
        await Task(executorPreference: loop) {
            async let first: Void = loop.shutDown()
            await loop.shutDown()
            await first
        }.value
        await loop.shutDown()
    }

    @Test func `leaves no task hanging that comes later`() async throws {
        let loop = try EventLoop(name: "test")
        let resident = Resident(on: loop)
        await loop.shutDown()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    await resident.add()
                    await loop.sleep(for: .seconds(3_600))
                    await resident.add()
                }
            }
        }
        #expect(await resident.count == 200)
        #expect(await resident.isAtHome)
    }

    @Test func `refuses new sockets with an error`() async throws {
        let loop = try EventLoop(name: "test")
        await loop.shutDown()
        let error = await #expect(throws: ReactorError.self) {
            try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) { $0.close() }
        }
        #expect(error?.code == .loopClosed)
        let address = try #require(SocketAddress("127.0.0.1", port: 9))
        let refusal = await #expect(throws: ReactorError.self) {
            try await TCPConnection.connect(to: address, on: loop, timeout: .seconds(1))
        }
        #expect(refusal?.code == .loopClosed)
    }

    @Test func `closes connections with their last callback made`() async throws {
        let server = try EventLoop(name: "server")
        let client = try EventLoop(name: "client")
        let events = Events<String>()
        let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: server) {
            $0.start(
                onBytes: { _ in }, onEnd: { events.tell("server end") },
                onClosed: { events.tell("server closed \($0.map { "\($0.code)" } ?? "well")") })
            events.tell("accepted")
        }
        let connection = try await TCPConnection.connect(
            to: listener.address, on: client, timeout: .seconds(10))
        connection.start(
            onBytes: { _ in }, onEnd: {},
            onClosed: { events.tell("client closed \($0.map { "\($0.code)" } ?? "well")") })
        #expect(await events.next() == "accepted")
        await client.shutDown()
        #expect(await events.next(2).sorted() == ["client closed loopClosed", "server end"])
        await server.shutDown()
        #expect(await events.next() == "server closed loopClosed")
    }

    @Test func `gives the loop's memory back`() async throws {
        weak var gone: EventLoop?
        do {
            let loop = try EventLoop(name: "test")
            gone = loop
            loop.schedule(after: .seconds(3_600)) { _ = loop.name }
            _ = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) { $0.close() }
            await loop.shutDown()
        }
        #expect(gone == nil)
    }
}
