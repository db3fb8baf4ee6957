import Reactor
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(5))) struct `A loop's timers` {
    @Test func `fire by deadline, and in order of making when it is the same`() async throws {
        try await withLoop { loop in
            let events = Events<Int>()
            loop.execute {
                let start = loop.now
                loop.schedule(at: start + .milliseconds(6)) { events.tell(4) }
                loop.schedule(at: start + .milliseconds(2)) { events.tell(1) }
                loop.schedule(at: start + .milliseconds(4)) { events.tell(2) }
                loop.schedule(at: start + .milliseconds(4)) { events.tell(3) }
                loop.schedule(at: start - .seconds(3)) { events.tell(0) }
            }
            #expect(await events.next(5) == [0, 1, 2, 3, 4])
        }
    }

    @Test func `never fire early`() async throws {
        try await withLoop { loop in
            for milliseconds in [0, 1, 3, 10] {
                let start = MonotonicClock.now()
                await loop.sleep(for: .milliseconds(milliseconds))
                #expect(MonotonicClock.now() - start >= .milliseconds(milliseconds))
            }
        }
    }

    @Test func `stay silent once cancelled, from any thread`() async throws {
        try await withLoop { loop in
            let events = Events<String>()
            let afar = loop.schedule(after: .milliseconds(1)) { events.tell("afar") }
            afar.cancel()
            loop.execute {
                let near = loop.schedule(after: .zero) { events.tell("near") }
                near.cancel()
                near.cancel()
                loop.schedule(after: .milliseconds(5)) { events.tell("last") }
            }
            let first = await events.next()
            // The one cancelled from afar may have fired before its cancellation arrived.
            #expect(first == "last" || first == "afar")
        }
    }

    @Test func `let go of their closures when cancelled and when fired`() async throws {
        final class Token: Sendable {}
        try await withLoop { loop in
            let events = Events<(Bool, Bool)>()
            loop.execute {
                weak var cancelled: Token?
                weak var fired: Token?
                do {
                    let one = Token()
                    let two = Token()
                    cancelled = one
                    fired = two
                    loop.schedule(after: .seconds(1_000)) { _ = one }.cancel()
                    loop.schedule(after: .zero) { _ = two }
                }
                let isCancelledGone = cancelled == nil
                weak let weakFired = fired
                loop.schedule(after: .milliseconds(1)) {
                    events.tell((isCancelledGone, weakFired == nil))
                }
            }
            let gone = try #require(await events.next())
            #expect(gone.0 && gone.1)
        }
    }

    @Test func `can be put off and brought forward`() async throws {
        try await withLoop { loop in
            let events = Events<String>()
            loop.execute {
                let late = loop.schedule(after: .milliseconds(1)) { events.tell("put off") }
                let early = loop.schedule(after: .seconds(1_000)) { events.tell("forward") }
                late.postpone(by: .milliseconds(200))
                early.postpone(by: .milliseconds(5))
            }
            #expect(await events.next(2) == ["forward", "put off"])
        }
    }

    @Test(arguments: [11, 12]) func `are kept in their hundred thousands`(seed: UInt64) async throws
    {
        try await withLoop { loop in
            let count = 100_000
            let fired = Shared<Set<Int>>([])
            let expected = Shared<Set<Int>>([])
            let done = Events<Bool>()
            loop.execute {
                var random = SeededGenerator(seed: seed)
                var kept: Set<Int> = []
                for number in 0..<count {
                    let delay = Duration.microseconds(Int.random(in: 0..<50_000, using: &random))
                    let timer = loop.schedule(after: delay) {
                        fired.withLock { _ = $0.insert(number) }
                    }
                    if Int.random(in: 0..<10, using: &random) < 9 {
                        timer.cancel()
                    } else {
                        kept.insert(number)
                    }
                }
                expected.withLock { $0 = kept }
                loop.schedule(after: .milliseconds(60)) { done.tell(true) }
            }
            _ = await done.next()
            #expect(fired.value == expected.value, "seed \(seed)")
        }
    }
}
