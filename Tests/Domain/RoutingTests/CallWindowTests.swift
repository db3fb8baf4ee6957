import Telephony
import Testing

@testable import Routing

@Suite struct `A call window` {
    @Test func `lets a span go when its last call does`() {
        var window = CallWindow()
        for moment in [0, 5, 9, 10, 25] as [Int64] { window.record(at: moment, granularity: 10) }
        #expect(window.calls == 5)
        #expect(window.spanCount == 3)
        window.expire(through: 8)
        #expect(window.calls == 5)
        window.expire(through: 9)
        #expect(window.calls == 2)
        window.expire(through: 10)
        #expect(window.calls == 1)
        window.expire(through: 100)
        #expect(window.calls == 0)
        #expect(window.oldest == nil)
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `counts no call too short, and none too long by the granularity`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let length: Int64 = 500
        let granularity = (length - 1) / RollingLoads.steps + 1
        var window = CallWindow()
        var calls: [Int64] = []
        var now: Int64 = 0
        for _ in 0..<1_000 {
            now += Int64.random(in: 0...(seed % 2 == 0 ? 3 : 30), using: &random)
            window.expire(through: now - length)
            let least = calls.count { $0 > now - length }
            let most = calls.count { $0 > now - length - granularity }
            if !(least...most).contains(window.calls) || window.spanCount > 258 {
                Issue.record("seed \(seed), at \(now): \(window.calls), \(least)...\(most)")
            }
            if Bool.random(using: &random) {
                calls.append(now)
                window.record(at: now, granularity: granularity)
            }
            calls.removeAll { $0 <= now - 2 * length }
        }
    }

    @Test func `needs bounded memory whatever the window does`() {
        var state = RollingLoads()
        let group = CompiledGroup(.loadBalanced(.init()), [(1, nil, nil)])
        var now = Duration.zero
        // Each hour would leave its own fine spans behind as the window grows.
        for hours in Array(1...24) + [1, 168, 2, 168] {
            for _ in 0..<360 {
                now += .seconds(10)
                state.advance(group, window: .seconds(3_600 * hours), to: now)
                state.record(0)
            }
            #expect(state.largestSpanCount <= 2 * 258)
        }
    }

    @Test func `forgets agents that left once their calls have`() {
        var state = RollingLoads()
        for number in 1...100 {
            let group = CompiledGroup(.loadBalanced(.init()), [(number, nil, nil)])
            state.advance(group, window: .seconds(60), to: .seconds(number * 10))
            state.record(0)
        }
        #expect(state.rememberedCount <= 8)
    }
}
