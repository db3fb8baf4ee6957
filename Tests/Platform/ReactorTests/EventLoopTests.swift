import Reactor
import Synchronization
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(5))) struct `An event loop` {
    @Test func `runs the actors pinned to it`() async throws {
        try await withLoop { loop in
            let resident = Resident(on: loop)
            #expect(await resident.isAtHome)
            #expect(!loop.isCurrent)
            await resident.add()
            #expect(await resident.count == 1)
        }
    }

    @Test func `stays on its thread when one of its actors awaits another`() async throws {
        let metrics = Metrics()
        let loop = try EventLoop(name: "quiet", metrics: metrics)
        let jobs = metrics.counter(
            "strowger_loop_jobs_total", help: "", labels: [("loop", "quiet")])
        let first = Resident(on: loop)
        let second = Resident(on: loop)
        let before = jobs.value
        let stayed = await Task(executorPreference: loop) {
            await first.addThrough(second, times: 1_000)
        }.value
        #expect(stayed)
        #expect(await second.count == 1_000)
        await loop.shutDown()
        #expect(jobs.value - before < 20, "awaits between actors of one loop need no new job")
    }

    @Test func `carries messages to another loop and back`() async throws {
        try await withLoop { left in
            try await withLoop { right in
                let here = Resident(on: left)
                let there = Resident(on: right)
                #expect(await here.addThrough(there, times: 1_000))
                #expect(await there.count == 1_000)
            }
        }
    }

    @Test func `keeps a task that prefers it on its thread, between actors too`() async throws {
        try await withLoop { loop in
            let onLoop = await Task(executorPreference: loop) {
                let before = loop.isCurrent
                await Task.yield()
                return before && loop.isCurrent
            }.value
            #expect(onLoop)
        }
    }

    @Test func `lets a callback speak to its actors at once`() async throws {
        try await withLoop { loop in
            let resident = Resident(on: loop)
            await withCheckedContinuation { continuation in
                loop.execute {
                    resident.assumeIsolated { $0.hear(7) }
                    continuation.resume()
                }
            }
            #expect(await resident.heard == [7])
        }
    }

    @Test func `knows which loop is current`() async throws {
        try await withLoop { loop in
            #expect(EventLoop.current == nil)
            let events = Events<Bool>()
            loop.execute { events.tell(EventLoop.current === loop && loop.isCurrent) }
            #expect(await events.next() == true)
        }
    }

    @Test func `runs closures in the order given, never within the call`() async throws {
        try await withLoop { loop in
            let events = Events<Int>()
            loop.execute {
                loop.execute {
                    events.tell(2)
                    loop.execute { events.tell(4) }
                    events.tell(3)
                }
                events.tell(1)
            }
            #expect(await events.next(4) == [1, 2, 3, 4])
        }
    }

    @Test func `runs what is due at the end of the turn after the turn's closures`() async throws {
        try await withLoop { loop in
            let events = Events<String>()
            loop.execute {
                loop.atEndOfTurn { events.tell("flush") }
                loop.execute { events.tell("job") }
            }
            #expect(await events.next(2) == ["job", "flush"])
        }
    }

    @Test(arguments: [1, 2, 3]) func `loses nothing that other threads post`(seed: UInt64)
        async throws
    {
        try await withLoop { loop in
            let posters = 8
            let messages = 2_000
            let ran = Shared([Int](repeating: 0, count: posters))
            let isInOrder = Shared(true)
            let resident = Resident(on: loop)
            await withTaskGroup(of: Void.self) { group in
                for poster in 0..<posters {
                    group.addTask {
                        var random = SeededGenerator(seed: seed &* 100 &+ UInt64(poster))
                        for message in 0..<messages {
                            loop.execute {
                                ran.withLock {
                                    if $0[poster] != message { isInOrder.withLock { $0 = false } }
                                    $0[poster] += 1
                                }
                            }
                            // Pauses of any length, so that the loop is at times asleep.
                            switch UInt8.random(in: 0...255, using: &random) {
                            case 0: await resident.add()
                            case 1..<32: await Task.yield()
                            default: break
                            }
                        }
                    }
                }
            }
            await resident.add()
            #expect(
                ran.value == [Int](repeating: messages, count: posters), "seed \(seed)")
            #expect(isInOrder.value, "seed \(seed)")
        }
    }

    @Test func `shares its time between jobs without end and the network`() async throws {
        try await withLoop { loop in
            let isOver = Atomic(false)
            let spinner = Task(executorPreference: loop) {
                while !isOver.load(ordering: .relaxed) { await Task.yield() }
            }
            await loop.sleep(for: .milliseconds(5))
            let events = Events<Int>()
            let listener = try await TCPListener.bind(host: "127.0.0.1", port: 0, on: loop) {
                events.tell(1)
                $0.close()
            }
            let client = try await TCPConnection.connect(
                to: listener.address, on: loop, timeout: .seconds(10))
            #expect(await events.next() == 1)
            client.close()
            isOver.store(true, ordering: .relaxed)
            await spinner.value
        }
    }

    @Test func `reports a turn that takes too long, and counts it`() async throws {
        let sink = MemoryLogSink()
        let metrics = Metrics()
        let loop = try EventLoop(
            name: "slow", log: Log(label: "reactor", sink: sink), metrics: metrics)
        loop.execute {
            let start = MonotonicClock.now()
            while MonotonicClock.now() - start < .milliseconds(110) {}
        }
        await loop.shutDown()
        let line = try #require(sink.lines.first { $0.contains("event loop was kept busy") })
        #expect(line.contains("\"loop\":\"slow\"") && line.contains("ms"))
        let long = metrics.counter(
            "strowger_loop_long_turns_total", help: "", labels: [("loop", "slow")])
        #expect(long.value == 1)
        #expect(metrics.render().contains("strowger_loop_turn_seconds_count{loop=\"slow\"}"))
    }

    @Test func `reads its clock forwards`() async throws {
        try await withLoop { loop in
            let before = MonotonicClock.now()
            let events = Events<Duration>()
            loop.execute { events.tell(loop.now) }
            let within = try #require(await events.next())
            #expect(loop.now >= within)
            #expect(within > before - .seconds(1))
        }
    }

    @Test func `is one of a group and found again by hash`() async throws {
        let group = try EventLoopGroup(count: 3)
        #expect(group.loops.map(\.name) == ["loop-0", "loop-1", "loop-2"])
        for hash in [0, 1, -1, .min, .max, 12_345] {
            #expect(group.loop(for: hash) === group.loop(for: hash))
        }
        #expect(Set((0..<6).map { _ in group.next().name }).count == 3)
        await group.shutDown()
    }
}
