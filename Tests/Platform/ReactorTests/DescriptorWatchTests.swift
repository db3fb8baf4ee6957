import Glibc
import Reactor
import Testing

@Suite(.timeLimit(.minutes(5))) struct `A descriptor watch` {
    /// Two connected sockets; each test closes them on its own.
    private func pair() throws -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    private func watch(
        _ descriptor: Int32, on loop: EventLoop, _ events: Events<DescriptorWatch.Readiness>
    ) async throws -> DescriptorWatch {
        let made = Events<Result<DescriptorWatch, ReactorError>>()
        loop.execute {
            made.tell(
                Result { () throws(ReactorError) in
                    try DescriptorWatch(descriptor: descriptor, on: loop) { events.tell($0) }
                })
        }
        return try #require(await made.next()).get()
    }

    @Test func `tells when there is room and when there are bytes`() async throws {
        let (mine, theirs) = try pair()
        try await withLoop { loop in
            let events = Events<DescriptorWatch.Readiness>()
            let slot = Shared<DescriptorWatch?>(nil)
            loop.execute {
                let watch = try? DescriptorWatch(descriptor: mine, on: loop) { readiness in
                    events.tell(readiness)
                    slot.value?.update(readable: !readiness.isReadable, writable: false)
                }
                watch?.update(readable: false, writable: true)
                slot.withLock { $0 = watch }
            }
            let room = try #require(await events.next())
            #expect(room.isWritable && !room.isReadable && room.error == nil)
            #expect(write(theirs, "x", 1) == 1)
            let bytes = try #require(await events.next())
            #expect(bytes.isReadable && !bytes.isWritable && bytes.error == nil)
            slot.withLock { $0.take() }?.stop()
        }
        close(mine)
        close(theirs)
    }

    @Test func `tells of the peer's end as something to read`() async throws {
        let (mine, theirs) = try pair()
        try await withLoop { loop in
            let events = Events<DescriptorWatch.Readiness>()
            let watch = try await watch(mine, on: loop, events)
            watch.update(readable: true, writable: false)
            close(theirs)
            #expect(await events.next()?.isReadable == true)
            watch.stop()
        }
        close(mine)
    }

    @Test func `passes an error on, and is silent until asked again`() async throws {
        try await withLoop { loop in
            let accepted = Events<TCPConnection>()
            let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) {
                accepted.tell($0)
            }
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var target = sockaddr_in()
            target.sin_family = sa_family_t(AF_INET)
            target.sin_port = listener.address.port.bigEndian
            target.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &target) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(connected == 0)
            let events = Events<DescriptorWatch.Readiness>()
            let watch = try await watch(descriptor, on: loop, events)
            watch.update(readable: true, writable: false)
            await accepted.next()?.reset()
            let told = try #require(await events.next())
            #expect(told.error != nil && told.isReadable && told.isWritable)
            watch.stop()
            close(descriptor)
        }
    }

    @Test func `can be stopped within its callback, and the descriptor closed at once`()
        async throws
    {
        let (mine, theirs) = try pair()
        try await withLoop { loop in
            let events = Events<Int>()
            let slot = Shared<DescriptorWatch?>(nil)
            loop.execute {
                let watch = try? DescriptorWatch(descriptor: mine, on: loop) { _ in
                    slot.withLock { $0.take() }?.stop()
                    close(mine)
                    events.tell(1)
                    loop.schedule(after: .milliseconds(2)) { events.tell(2) }
                }
                slot.withLock { $0 = watch }
                watch?.update(readable: false, writable: true)
            }
            #expect(await events.next(2) == [1, 2])
        }
        close(theirs)
    }

    @Test func `makes way for another watch of the same descriptor at once`() async throws {
        let (mine, theirs) = try pair()
        try await withLoop { loop in
            let events = Events<Int>()
            loop.execute {
                do throws(ReactorError) {
                    let first = try DescriptorWatch(descriptor: mine, on: loop) { _ in
                        events.tell(1)
                    }
                    first.update(readable: true, writable: true)
                    first.stop()
                    let second = try DescriptorWatch(descriptor: mine, on: loop) { _ in
                        events.tell(2)
                    }
                    second.update(readable: false, writable: true)
                    loop.schedule(after: .milliseconds(1)) { second.stop() }
                } catch {
                    events.tell(0)
                }
            }
            #expect(await events.next() == 2)
        }
        close(mine)
        close(theirs)
    }

    @Test func `refuses a descriptor that is none, and another thread`() async throws {
        try await withLoop { loop in
            let events = Events<DescriptorWatch.Readiness>()
            await #expect(throws: ReactorError.self) {
                _ = try await watch(-1, on: loop, events)
            }
            let error = #expect(throws: ReactorError.self) {
                try DescriptorWatch(descriptor: 0, on: loop) { _ in }
            }
            #expect(error?.code == .notOnLoop)
        }
    }

    @Test func `lets go of its closure when stopped`() async throws {
        final class Token: Sendable {}
        let (mine, theirs) = try pair()
        weak var gone: Token?
        try await withLoop { loop in
            let events = Events<Int>()
            do {
                let token = Token()
                gone = token
                loop.execute {
                    let watch = try? DescriptorWatch(descriptor: mine, on: loop) { _ in _ = token }
                    watch?.update(readable: true, writable: false)
                    watch?.stop()
                    events.tell(1)
                }
            }
            _ = await events.next()
        }
        #expect(gone == nil)
        close(mine)
        close(theirs)
    }
}
