import Glibc
import Reactor
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(5))) struct `A TCP listener` {
    @Test func `shares its port with others, and the kernel shares out connections`() async throws {
        let group = try EventLoopGroup(count: 2)
        let counts = Shared([0, 0])
        let events = Events<Int>()
        let first = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: group.loops[0]) {
            counts.withLock { $0[0] += 1 }
            $0.close()
            events.tell(0)
        }
        let second = try await TCPListener.bind(
            host: "127.0.0.1", port: first.port, on: group.loops[1]
        ) {
            counts.withLock { $0[1] += 1 }
            $0.close()
            events.tell(1)
        }
        #expect(first.port > 0 && first.address == second.address)
        for _ in 0..<200 {
            let client = try await TCPConnection.connect(
                to: first.address, on: group.next(), timeout: .seconds(10))
            _ = await events.next()
            client.close()
        }
        #expect(counts.withLock { $0[0] > 0 && $0[1] > 0 && $0[0] + $0[1] == 200 })
        await group.shutDown()
    }

    @Test func `says when its address is taken or is none`() async throws {
        try await withLoop { loop in
            let first = try await TCPListener.bind(
                host: "127.0.0.1", port: 0, reusePort: false, on: loop
            ) { $0.close() }
            let taken = await #expect(throws: ReactorError.self) {
                try await TCPListener.bind(
                    host: "127.0.0.1", port: first.port, reusePort: false, on: loop
                ) { $0.close() }
            }
            #expect(taken?.code == .addressInUse)
            for (host, port) in [("127.0.0.1", 70_000), ("localhost", 0), ("192.0.2.1", 0)] {
                let error = await #expect(throws: ReactorError.self) {
                    try await TCPListener.bind(host: host, port: port, on: loop) { $0.close() }
                }
                #expect(error?.code == .invalidAddress)
            }
        }
    }

    @Test func `gives its port back when closed`() async throws {
        try await withLoop { loop in
            let first = try await TCPListener.bind(
                host: "127.0.0.1", port: 0, reusePort: false, on: loop
            ) { $0.close() }
            first.close()
            first.close()
            first.resumeAccepting()
            let second = try await TCPListener.bind(
                host: "127.0.0.1", port: first.port, reusePort: false, on: loop
            ) { $0.close() }
            #expect(second.port == first.port)
        }
    }

    @Test func `lets connections wait while paused`() async throws {
        try await withLoop { loop in
            let events = Events<String>()
            let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) {
                events.tell("accepted")
                $0.close()
            }
            listener.pauseAccepting()
            let client = try await TCPConnection.connect(
                to: listener.address, on: loop, timeout: .seconds(10))
            await loop.sleep(for: .milliseconds(2))
            events.tell("resumed")
            listener.resumeAccepting()
            #expect(await events.next(2) == ["resumed", "accepted"])
            client.close()
        }
    }

    @Test func `lives through a want of descriptors`() async {
        // In a process of its own, since the limit would bind every other test too.
        await #expect(processExitsWith: .success) {
            let sink = MemoryLogSink()
            let loop = try EventLoop(name: "short", log: Log(label: "reactor", sink: sink))
            let accepted = Events<Int>()
            let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) {
                accepted.tell(1)
                $0.close()
            }
            let clients = (0..<5).map { _ in
                socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            }
            // The lowest free number is the first that the new limit forbids.
            let lowest = dup(clients[0])
            close(lowest)
            var before = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
            var short = rlimit(rlim_cur: rlim_t(lowest), rlim_max: before.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &short)
            for client in clients { knock(client, at: listener.address) }
            await loop.sleep(for: .milliseconds(30))
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before)
            #expect(await accepted.next(5).count == 5)
            #expect(sink.lines.filter { $0.contains("can not accept connections") }.count == 1)
            await loop.shutDown()
        }
    }
}

/// Begins to connect, and does not wait for the outcome.
private func knock(_ descriptor: Int32, at address: SocketAddress) {
    var target = sockaddr_in()
    target.sin_family = sa_family_t(AF_INET)
    target.sin_port = address.port.bigEndian
    target.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    withUnsafePointer(to: &target) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
