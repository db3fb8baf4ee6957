import Supervision
import Testing

@Suite struct `A backoff` {
    private let backoff = Backoff(
        initial: .milliseconds(100), maximum: .seconds(1), multiplier: 2, jitter: 0.5)

    @Test(arguments: [
        (0, 100), (1, 200), (2, 400), (3, 800), (4, 1_000), (5, 1_000), (Int.max, 1_000), (-1, 100),
    ])
    func `grows up to its maximum`(attempt: Int, milliseconds: Int) {
        #expect(backoff.delay(attempt: attempt, chance: 0) == .milliseconds(milliseconds))
    }

    @Test(arguments: [(0.0, 1_000), (0.5, 750), (1, 500), (-7, 1_000), (9, 500), (.nan, 1_000)])
    func `lets chance take away its share`(chance: Double, milliseconds: Int) {
        #expect(backoff.delay(attempt: 9, chance: chance) == .milliseconds(milliseconds))
    }

    @Test func `begins again after a success`() {
        var backoff = backoff
        #expect(backoff.next(chance: 0) == .milliseconds(100))
        #expect(backoff.next(chance: 0) == .milliseconds(200))
        backoff.reset()
        #expect(backoff.next(chance: 0) == .milliseconds(100))
    }

    @Test(arguments: [
        Backoff(initial: .seconds(-1), maximum: .seconds(-2), multiplier: -3, jitter: -4),
        Backoff(initial: .zero, maximum: .seconds(1), multiplier: .nan, jitter: .nan),
        Backoff(initial: .nanoseconds(1), maximum: .seconds(1), multiplier: .infinity, jitter: 9),
        Backoff(initial: .seconds(Int64.max), maximum: .seconds(Int64.max), multiplier: 1e300),
    ])
    func `makes sense of senseless values`(backoff: Backoff) {
        for attempt in [0, 1, 1_000] {
            let delay = backoff.delay(attempt: attempt, chance: 0.5)
            #expect(delay >= .zero)
            #expect(delay <= backoff.maximum)
        }
    }
}

@Suite struct `A restart policy` {
    private let backoff = Backoff(initial: .seconds(1), maximum: .seconds(8), jitter: 0)

    @Test func `escalates at one failure more than it allows`() {
        var policy = RestartPolicy(atMost: 3, within: .seconds(60), backoff: backoff)
        #expect(policy.failed(at: .seconds(0)) == .restart(after: .seconds(1)))
        #expect(policy.failed(at: .seconds(1)) == .restart(after: .seconds(2)))
        #expect(policy.failed(at: .seconds(3)) == .restart(after: .seconds(4)))
        #expect(policy.failed(at: .seconds(7)) == .escalate)
    }

    @Test func `forgets failures older than its window`() {
        var policy = RestartPolicy(atMost: 1, within: .seconds(10), backoff: backoff)
        #expect(policy.failed(at: .seconds(0)) == .restart(after: .seconds(1)))
        #expect(policy.failed(at: .seconds(11)) == .restart(after: .seconds(2)))
        #expect(policy.failed(at: .seconds(21)) == .escalate)
    }

    @Test func `begins with short delays again after a good run`() {
        var policy = RestartPolicy.always(backoff: backoff)
        #expect(policy.failed(at: .seconds(0)) == .restart(after: .seconds(1)))
        #expect(policy.failed(at: .seconds(1)) == .restart(after: .seconds(2)))
        // Restarted at 3, it ran until 64: longer than the window.
        #expect(policy.failed(at: .seconds(64)) == .restart(after: .seconds(1)))
    }

    @Test func `never restarts when nothing is allowed`() {
        var policy = RestartPolicy.never
        #expect(policy.failed(at: .zero) == .escalate)
        policy = RestartPolicy(atMost: -1, within: .seconds(-1))
        #expect(policy.failed(at: .zero) == .escalate)
    }

    @Test func `always restarts when everything is allowed`() {
        var policy = RestartPolicy.always(backoff: backoff)
        for second in 0..<1_000 {
            #expect(policy.failed(at: .seconds(second)) != .escalate)
        }
    }
}
