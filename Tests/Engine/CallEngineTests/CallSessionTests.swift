import CallControl
import Reactor
import Telephony
import Testing

@testable import CallEngine

@Suite(.timeLimit(.minutes(1))) struct `A call session` {
    private let brief: @Sendable (inout CallEngineConfiguration) -> Void = {
        $0.limits = CallLimits(
            connectingGrace: .milliseconds(1), connectedMaximum: .milliseconds(1),
            callbackGrace: .milliseconds(1))
    }

    private let hasty = configuration { $0.tenant.dial.ringTimeout = .milliseconds(1) }

    @Test(arguments: [1, 2])
    func `is settled by its deadline while connecting`(loops: Int) async throws {
        try await withEngine(loops: loops, tenant: hasty, brief) { engine in
            #expect(try await engine.ask(1) == "agent 1")
            let end = await engine.journal.fact { $0.source == .deadline }
            #expect(end.status == .failed)
            #expect(end.endedAt == end.modifiedAt)
            let session = try #require(engine.engine.session(key(1)))
            #expect(await session.state == .failed)
            #expect(engine.journal.record(1)?.endedBy?.value == .deadline)
            #expect(engine.metric("strowger_calls_settled_by_deadline_total") == 1)
            #expect(engine.engine.registry.liveCount == 0)
            #expect(engine.gauges.isEmpty)
            await engine.settles()
            #expect(await engine.group?.leaseCount == 0)
        }
    }

    @Test func `is settled by its deadline while connected`() async throws {
        try await withEngine(brief) { engine in
            _ = try await engine.ask(1)
            #expect(engine.report(.connected, of: 1, event: "a"))
            let end = await engine.journal.fact { $0.source == .deadline }
            #expect(end.status == .completed)
            #expect(engine.journal.record(1)?.status?.value == .completed)
        }
    }

    @Test func `has one deadline at a time`() async throws {
        let ringing = configuration { $0.tenant.dial.ringTimeout = .seconds(1) }
        try await withEngine(tenant: ringing) {
            $0.limits.connectingGrace = .zero
        } _: { engine in
            let loop = engine.loops.loops[0]
            // In one turn, so that the first deadline cannot pass before it is replaced.
            try await engine.ask(1, andReport: .connected)
            // Timers fire in the order of their times: this one comes after the one replaced.
            await loop.sleep(for: .milliseconds(1_010))
            let session = try #require(engine.engine.session(key(1)))
            #expect(await session.state == .connected)
            #expect(engine.metric("strowger_calls_settled_by_deadline_total") == 0)
        }
    }

    @Test func `has its record corrected after its end, and nothing else`() async throws {
        try await withEngine(tenant: hasty, brief) { engine in
            _ = try await engine.ask(1)
            _ = await engine.journal.fact { $0.source == .deadline }
            let session = try #require(engine.engine.session(key(1)))
            #expect(engine.report(.ended(.busy), of: 1, event: "late", endedAt: 5_000))
            _ = await engine.journal.fact { $0.source == .sessionUpdate }
            #expect(engine.journal.record(1)?.status?.value == .busy)
            engine.record(.answered, of: 1)
            #expect(engine.journal.record(1)?.status?.value == .completed)
            #expect(engine.journal.record(1)?.endedBy?.value == .cdr)
            #expect(await session.state == .failed)
            #expect(try await engine.ask(1, stage: "2") == "hangup")
            #expect(engine.engine.registry.liveCount == 0)
            #expect(engine.metric(#"strowger_calls_ended_total{state="failed"}"#) == 1)
            #expect(engine.metric(#"strowger_calls_ended_total{state="completed"}"#) == 0)
        }
    }

    @Test func `remembers so many events`() async throws {
        try await withEngine {
            $0.rememberedEvents = 2
        } _: { engine in
            _ = try await engine.ask(1)
            for event in ["a", "b", "b", "a", "c", "a"] {
                #expect(engine.report(.ringing, of: 1, event: event))
            }
            #expect(engine.report(.connected, of: 1, event: "end"))
            _ = await engine.journal.fact { $0.eventID == "end" }
            let kept = engine.journal.facts.filter { $0.source == .sessionUpdate }.map(\.eventID)
            #expect(kept == ["a", "b", "c", "a", "end"])
        }
    }

    @Test func `does not know a call nobody asked about`() async throws {
        try await withEngine { engine in
            #expect(!engine.report(.ringing, of: 77, event: "a"))
            engine.record(.busy, of: 77)
            #expect(engine.journal.record(77)?.status?.value == .busy)
            #expect(engine.engine.registry.liveCount == 0)
        }
    }

    @Test func `leaves with its answers when its time is over`() async throws {
        try await withEngine {
            $0.endedLinger = .zero
        } _: { engine in
            for call in 1...3 {
                _ = try await engine.ask(call)
                #expect(
                    try await engine.ask(
                        call, stage: "2", after: (engine.progress(attempt: 1), .answered))
                        == "hangup")
            }
            await engine.sweeps()
            #expect(engine.engine.registry.endedCount == 0)
            #expect(engine.engine.session(key(1)) == nil)
            #expect(engine.coordinator.size.entries <= 3)
        }
    }

    @Test func `keeps the order of its attempts within one millisecond`() async throws {
        let many = configuration(agents: 12)
        try await withEngine(tenant: many) { engine in
            _ = try await engine.ask(1)
            for attempt in 1...9 {
                let answer = try await engine.ask(
                    1, stage: "s\(attempt)", after: (engine.progress(attempt: attempt), .busy))
                #expect(answer == "agent \(attempt + 1)")
            }
            let end = try await engine.ask(
                1, stage: "s10", after: (engine.progress(attempt: 10), .busy))
            #expect(end == "safe plan")
            let record = try #require(engine.journal.record(1))
            #expect(record.attempts?.value.count == 10)
            #expect(record.attempts?.value.allSatisfy { $0.outcome == .busy } == true)
            #expect(record.status?.value == .busy)
        }
    }

    /// Calls of every kind, told of in every order: nothing must be left behind.
    @Test(arguments: [1, 2], 1...4 as ClosedRange<UInt64>)
    func `leaves nothing behind`(loops: Int, seed: UInt64) async throws {
        try await withEngine(loops: loops, brief) { engine in
            await withTaskGroup(of: Void.self) { group in
                for call in 1...60 {
                    group.addTask {
                        var dice = SeededGenerator(seed: seed &* 1_000 &+ UInt64(call))
                        do {
                            try await engine.play(call, &dice)
                        } catch {
                            Issue.record(error, "seed \(seed)")
                        }
                    }
                }
            }
            for call in 1...60 { engine.record(.answered, of: call) }
            await engine.settles()
            #expect(engine.engine.registry.liveCount == 0, "seed \(seed)")
            #expect(engine.gauges.isEmpty, "seed \(seed): \(engine.gauges)")
            #expect(await engine.group?.leaseCount == 0, "seed \(seed)")
            for call in 1...60 {
                #expect(engine.journal.record(call)?.endedBy?.value == .cdr, "seed \(seed)")
            }
        }
    }
}

extension TestEngine {
    /// Some requests and reports about one call, on any loop, in any order.
    fileprivate func play(_ call: Int, _ dice: inout SeededGenerator) async throws {
        _ = try await ask(call, on: .random(in: 0..<2, using: &dice))
        let outcomes = DialOutcome.allCases
        for step in 0..<Int.random(in: 0...6, using: &dice) {
            let outcome = outcomes.randomElement(using: &dice) ?? .busy
            switch Int.random(in: 0..<6, using: &dice) {
            case 0: _ = report(.connected, of: call, event: "e\(step)")
            case 1: _ = report(.ended(outcome), of: call, event: "e\(step)")
            case 2: _ = report(.ended(outcome), of: call, event: "e\(step)", endedAt: 9_000)
            case 3: record(outcome, of: call)
            case 4: _ = try await ask(call, stage: "again \(step)")
            default:
                _ = try await ask(
                    call, stage: "s\(step)",
                    after: (progress(attempt: .random(in: 1...3, using: &dice)), outcome),
                    on: .random(in: 0..<2, using: &dice))
            }
        }
    }

    /// Returns when everything given to the loops before has run, and what that gave in turn.
    func settles() async {
        for _ in 0..<3 {
            for loop in loops.loops {
                await withCheckedContinuation { continuation in
                    loop.execute { continuation.resume() }
                }
            }
        }
    }

    /// Lets the engine look once for sessions whose time is over.
    fileprivate func sweeps() async {
        await settles()
        _ = engine.registry.sweep(now: .seconds(1_000_000_000), atMost: 1_000)
    }
}
