import Glibc
import Reactor
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Signals and names` {
    @Test(arguments: SignalWatch.Signal.allCases)
    func `reach the loop that watches`(signal: SignalWatch.Signal) async throws {
        let number =
            switch signal {
            case .interrupt: SIGINT
            case .terminate: SIGTERM
            case .hangup: SIGHUP
            }
        try await withLoop { loop in
            let events = Events<SignalWatch.Signal>()
            let watch = try await SignalWatch.start(signal, on: loop) { events.tell($0) }
            kill(getpid(), number)
            #expect(await events.next() == signal)
            kill(getpid(), number)
            #expect(await events.next() == signal)
            watch.stop()
        }
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80")])
    func `are read without asking when they are digits`(host: String, shown: String) async throws {
        try await withLoop { loop in
            let addresses = try await resolve(host: host, port: 80, on: loop)
            #expect(addresses.map(\.description) == [shown])
        }
    }

    @Test func `are looked up when they are words`() async throws {
        try await withLoop { loop in
            let addresses = try await resolve(host: "localhost", port: 5_432, on: loop)
            #expect(addresses.contains { ["127.0.0.1", "::1"].contains($0.host) })
            #expect(addresses.allSatisfy { $0.port == 5_432 })
        }
    }

    @Test(arguments: ["", "no such name", "a..b"])
    func `are refused with an error when there is no such name`(host: String) async throws {
        try await withLoop { loop in
            _ = await #expect(throws: ReactorError.self) {
                try await resolve(host: host, port: 80, on: loop, timeout: .seconds(5))
            }
        }
    }

    @Test(arguments: [-1, 65_536, .max]) func `are refused with impossible ports`(port: Int)
        async throws
    {
        #expect(SocketAddress("127.0.0.1", port: port) == nil)
        try await withLoop { loop in
            let error = await #expect(throws: ReactorError.self) {
                try await resolve(host: "localhost", port: port, on: loop)
            }
            #expect(error?.code == .invalidAddress)
        }
    }
}
