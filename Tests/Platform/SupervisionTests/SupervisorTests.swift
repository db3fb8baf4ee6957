import Locks
import Supervision
import Synchronization
import Telemetry
import Testing

@Suite struct `A supervisor` {
    private let events = Events()
    private let metrics = Metrics()
    private let sink = MemoryLogSink()

    /// Restarts come at once; the time for stopping is over at once for those with no time at all.
    private func supervisor(_ children: [ChildSpecification], name: String = "test") -> Supervisor {
        Supervisor(
            name: name, children: children,
            log: Log(label: "supervision", level: .debug, sink: sink), metrics: metrics,
            environment: SupervisorEnvironment(
                now: { .zero },
                sleep: { [forever] delay in
                    if delay == forever { try? await Task.sleep(for: .seconds(3_600)) }
                },
                chance: { 0 }, observe: { [events] in events.observe($0) }))
    }

    private let forever = Duration.seconds(1_000)

    private func child(
        _ name: String, atMost: Int = 3, stopWithin: Duration? = nil,
        end: ChildSpecification.End = .failure,
        make: @escaping @Sendable () throws -> any Service = { UntilCancelled() }
    ) -> ChildSpecification {
        ChildSpecification(
            name, policy: RestartPolicy(atMost: atMost, within: .seconds(60)),
            stopWithin: stopWithin ?? forever, end: end, make: make)
    }

    /// Runs the supervisor in a task, and the test beside it.
    private func running(
        _ supervisor: Supervisor, _ test: (Task<Void, any Error>) async throws -> Void
    ) async rethrows {
        // Unstructured because the test cancels it while it goes on itself.
        let task = Task { try await supervisor.run() }
        defer { task.cancel() }
        try await test(task)
    }

    @Test func `starts in list order and stops in the reverse order`() async throws {
        let supervisor = supervisor([child("a"), child("b"), child("c")])
        try await running(supervisor) { task in
            await events.wait(for: .started(child: "c"))
            task.cancel()
            try await task.value
        }
        #expect(
            events.all == [
                .started(child: "a"), .started(child: "b"), .started(child: "c"),
                .stopping(child: "c"), .stopped(child: "c"),
                .stopping(child: "b"), .stopped(child: "b"),
                .stopping(child: "a"), .stopped(child: "a"),
            ])
    }

    @Test func `waits for a child to finish what it owes before stopping the next`() async throws {
        let order = Guarded<[String]>([])
        let owed = Signal()
        let last = UntilCancelled {
            await owed.wait()
            order.withLock { $0.append("writer wrote") }
        }
        let first = UntilCancelled { order.withLock { $0.append("pool closed") } }
        let supervisor = supervisor([child("pool") { first }, child("writer") { last }])
        try await running(supervisor) { task in
            await events.wait(for: .started(child: "writer"))
            task.cancel()
            await events.wait(for: .stopping(child: "writer"))
            #expect(order.withLock { $0 } == [])
            owed.give()
            try await task.value
        }
        #expect(order.withLock { $0 } == ["writer wrote", "pool closed"])
    }

    @Test func `makes a child that threw anew, and counts it`() async throws {
        let made = Atomic(0)
        let supervisor = supervisor([
            child("link") {
                let number = made.wrappingAdd(1, ordering: .relaxed).newValue
                return Act {
                    if number < 3 { throw Broken() } else { try await UntilCancelled().run() }
                }
            }
        ])
        try await running(supervisor) { task in
            await events.wait(for: .started(child: "link"), times: 3)
            task.cancel()
            try await task.value
        }
        #expect(made.load(ordering: .relaxed) == 3)
        #expect(events.all.contains(.restarting(child: "link", after: .milliseconds(200))))
        let line = #"strowger_supervisor_restarts_total{child="link",supervisor="test"} 2"#
        #expect(metrics.render().contains(line))
    }

    @Test func `treats a child that can not be made like one that failed`() async throws {
        let supervisor = supervisor([child("a", atMost: 2) { throw Broken() }])
        await #expect(throws: SupervisionError.self) { try await supervisor.run() }
        #expect(events.all.count { $0 == .started(child: "a") } == 3)
    }

    @Test func `stops the others and throws when a child fails too often`() async throws {
        let supervisor = supervisor([
            child("first"), child("bad", atMost: 1) { Act { throw Broken() } }, child("last"),
        ])
        let error = await #expect(throws: SupervisionError.self) { try await supervisor.run() }
        #expect(error?.child == "bad")
        #expect(error?.supervisor == "test")
        #expect(error?.cause is Broken)
        #expect(
            events.all.suffix(5) == [
                .escalating(child: "bad"),
                .stopping(child: "last"), .stopped(child: "last"),
                .stopping(child: "first"), .stopped(child: "first"),
            ])
    }

    @Test func `restarts two children that fail together`() async throws {
        let both = [Signal(), Signal()]
        let made = Atomic(0)
        let children = (0..<2).map { number in
            child("\(number)") {
                if made.wrappingAdd(1, ordering: .relaxed).newValue > 2 { return UntilCancelled() }
                return Act {
                    both[number].give()
                    await both[1 - number].wait()
                    throw Broken()
                }
            }
        }
        try await running(supervisor(children)) { task in
            await events.wait(for: [.started(child: "0"): 2, .started(child: "1"): 2])
            task.cancel()
            try await task.value
        }
        #expect(events.all.count { $0 == .started(child: "0") } == 2)
        #expect(events.all.count { $0 == .started(child: "1") } == 2)
    }

    @Test func `takes an unasked return for a failure`() async throws {
        let supervisor = supervisor([child("a", atMost: 1) { Act {} }])
        let error = await #expect(throws: SupervisionError.self) { try await supervisor.run() }
        #expect(error?.cause == nil)
        #expect(events.all.last == .escalating(child: "a"))
    }

    @Test func `lets a one-shot child end, and ends with the last`() async throws {
        let supervisor = supervisor([
            child("once", end: .normal) { Act {} }, child("twice", end: .normal) { Act {} },
        ])
        try await supervisor.run()
        #expect(events.all.contains(.finished(child: "once")))
        #expect(events.all.contains(.finished(child: "twice")))
    }

    @Test func `goes on stopping when a child throws while it stops`() async throws {
        let supervisor = supervisor([
            child("first"), child("last") { UntilCancelled { throw Broken() } },
        ])
        try await running(supervisor) { task in
            await events.wait(for: .started(child: "last"))
            task.cancel()
            try await task.value
        }
        #expect(events.all.suffix(2) == [.stopping(child: "first"), .stopped(child: "first")])
        #expect(sink.lines.contains { $0.contains("service failed while stopping") })
    }

    @Test func `says nothing about a child that ends with a cancellation error`() async throws {
        let supervisor = supervisor([child("a") { UntilCancelled { throw CancellationError() } }])
        try await running(supervisor) { task in
            await events.wait(for: .started(child: "a"))
            task.cancel()
            try await task.value
        }
        #expect(!sink.lines.contains { $0.contains("warning") })
    }

    @Test func `leaves behind a child that ignores its cancellation`() async throws {
        let release = Signal()
        let ended = Signal()
        let stubborn = Act {
            await release.wait()
            ended.give()
        }
        let supervisor = supervisor([
            child("good"), child("stubborn", stopWithin: .zero) { stubborn },
        ])
        try await running(supervisor) { task in
            await events.wait(for: .started(child: "stubborn"))
            task.cancel()
            try await task.value
        }
        #expect(
            events.all.suffix(4) == [
                .stopping(child: "stubborn"), .abandoned(child: "stubborn"),
                .stopping(child: "good"), .stopped(child: "good"),
            ])
        #expect(sink.lines.contains { $0.contains("left behind") && $0.contains("stubborn") })
        #expect(
            metrics.render().contains(#"strowger_supervisor_abandoned_total{supervisor="test"} 1"#))
        // It goes on alone, and its late end harms nobody.
        release.give()
        await ended.wait()
    }

    @Test func `stops at once when it was cancelled before it began`() async throws {
        let supervisor = supervisor([child("a")])
        let gate = Signal()
        let task = Task {
            await gate.wait()
            try await supervisor.run()
        }
        task.cancel()
        gate.give()
        try await task.value
        #expect(events.all.last == .stopped(child: "a"))
    }

    @Test func `does not start a child again that waits when it is stopped`() async throws {
        let supervisor = Supervisor(
            name: "test", children: [child("a") { Act { throw Broken() } }],
            log: .discarding, metrics: metrics,
            environment: SupervisorEnvironment(
                sleep: { _ in try? await Task.sleep(for: .seconds(3_600)) }, chance: { 0 },
                observe: { [events] in events.observe($0) }))
        try await running(supervisor) { task in
            await events.wait(for: .restarting(child: "a", after: .milliseconds(100)))
            task.cancel()
            try await task.value
        }
        #expect(events.all.count == 2)
    }

    @Test func `stays with nothing to do until it is stopped`() async throws {
        try await running(supervisor([])) { task in
            task.cancel()
            try await task.value
        }
        #expect(events.all.isEmpty)
    }

    @Test func `is the child of another, which starts it anew as a whole`() async throws {
        let made = Atomic(0)
        let inner = [
            child("steady"),
            child("bad", atMost: 0) {
                let isFirst = made.wrappingAdd(1, ordering: .relaxed).oldValue == 0
                return Act {
                    if isFirst { throw Broken() } else { try await UntilCancelled().run() }
                }
            },
        ]
        let outer = supervisor([child("tree") { supervisor(inner, name: "inner") }], name: "outer")
        try await running(outer) { task in
            await events.wait(for: .started(child: "bad"), times: 2)
            task.cancel()
            try await task.value
        }
        #expect(events.all.count { $0 == .started(child: "steady") } == 2)
        #expect(
            events.all.count { $0 == .restarting(child: "tree", after: .milliseconds(100)) } == 1)
        #expect(
            events.all.suffix(6) == [
                .stopping(child: "tree"), .stopping(child: "bad"), .stopped(child: "bad"),
                .stopping(child: "steady"), .stopped(child: "steady"), .stopped(child: "tree"),
            ])
    }

    @Test func `needs as long to stop as all its children together`() {
        let children = [child("a", stopWithin: .seconds(2)), child("b", stopWithin: .seconds(3))]
        #expect(supervisor(children).stopWithin == .seconds(5))
    }
}
