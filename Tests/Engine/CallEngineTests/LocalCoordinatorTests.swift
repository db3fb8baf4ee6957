import Telephony
import Testing

@testable import CallEngine

@Suite struct `The local coordinator` {
    private func claim(_ call: Int, _ stage: String = "1") -> StageClaim {
        StageClaim(key: key(call), stage: stage, group: nil)
    }

    private func coordinator(entries: Int = 100, bytes: Int = 1_000) -> LocalCoordinator {
        var limits = AnswerStoreLimits()
        limits.maximumEntries = entries
        limits.maximumBytes = bytes
        return LocalCoordinator(limits: limits, shards: 1)
    }

    private func answer(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `grants a claim once and repeats its answer`() async {
        let coordinator = coordinator()
        #expect(coordinator.claimNow(claim(1)) == .granted(turn: nil))
        #expect(coordinator.claimNow(claim(1)) == .underway)
        #expect(await coordinator.claim(claim(1)) == .underway)
        coordinator.complete(claim(1), with: answer("a"))
        #expect(coordinator.claimNow(claim(1)) == .answered(answer("a")))
        #expect(coordinator.claimNow(claim(1, "2")) == .granted(turn: nil))
        #expect(coordinator.claimNow(claim(2)) == .granted(turn: nil))
        #expect(coordinator.size == (3, 1))
    }

    @Test func `forgets a call with all its answers`() {
        let coordinator = coordinator()
        for stage in ["1", "2"] {
            _ = coordinator.claimNow(claim(1, stage))
            coordinator.complete(claim(1, stage), with: answer("abc"))
        }
        coordinator.forget(key(1))
        coordinator.forget(key(1))
        #expect(coordinator.size == (0, 0))
        coordinator.complete(claim(1), with: answer("late"))
        #expect(coordinator.size == (0, 0))
        #expect(coordinator.claimNow(claim(1)) == .granted(turn: nil))
    }

    @Test func `keeps the last answer to a claim`() {
        let coordinator = coordinator()
        _ = coordinator.claimNow(claim(1))
        coordinator.complete(claim(1), with: answer("long answer"))
        coordinator.complete(claim(1), with: answer("b"))
        #expect(coordinator.size == (1, 1))
        #expect(coordinator.answer(to: claim(1)) == answer("b"))
    }

    @Test func `gives back a claim that has no answer`() {
        let coordinator = coordinator()
        _ = coordinator.claimNow(claim(1))
        coordinator.release(claim(1))
        #expect(coordinator.size == (0, 0))
        #expect(coordinator.claimNow(claim(1)) == .granted(turn: nil))
        coordinator.complete(claim(1), with: answer("a"))
        coordinator.release(claim(1))
        #expect(coordinator.answer(to: claim(1)) == answer("a"))
    }

    @Test func `lets the oldest call go when there are too many answers`() {
        let coordinator = coordinator(entries: 3)
        for call in 1...5 {
            _ = coordinator.claimNow(claim(call))
            coordinator.complete(claim(call), with: answer("a"))
        }
        #expect(coordinator.size == (3, 3))
        #expect(coordinator.answer(to: claim(2)) == nil)
        #expect(coordinator.answer(to: claim(3)) != nil)
        #expect(coordinator.claimNow(claim(1)) == .granted(turn: nil))
    }

    @Test func `lets the oldest call go when there are too many bytes`() {
        let coordinator = coordinator(bytes: 100)
        for call in 1...5 {
            _ = coordinator.claimNow(claim(call))
            coordinator.complete(claim(call), with: Array(repeating: 1, count: 40))
        }
        #expect(coordinator.size == (2, 80))
        #expect(coordinator.answer(to: claim(3)) == nil)
        _ = coordinator.claimNow(claim(6))
        coordinator.complete(claim(6), with: Array(repeating: 1, count: 500))
        #expect(coordinator.size.bytes <= 100)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `keeps to its bounds whatever happens`(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let coordinator = coordinator(entries: 20, bytes: 300)
        var mine: [StageClaim] = []
        for _ in 0..<5_000 {
            let claim = claim(
                .random(in: 0..<30, using: &dice), String(Int.random(in: 0..<3, using: &dice)))
            switch Int.random(in: 0..<4, using: &dice) {
            case 0, 1:
                if coordinator.claimNow(claim) == .granted(turn: nil) { mine.append(claim) }
            case 2:
                if let claim = mine.popLast() {
                    coordinator.complete(
                        claim, with: Array(repeating: 0, count: .random(in: 0..<60, using: &dice)))
                }
            default: coordinator.forget(claim.key)
            }
            let size = coordinator.size
            #expect(size.entries <= 20 && size.bytes <= 300, "seed \(seed)")
            #expect(size.entries >= 0 && size.bytes >= 0, "seed \(seed)")
        }
        for call in 0..<30 { coordinator.forget(key(call)) }
        #expect(coordinator.size == (0, 0), "seed \(seed)")
    }

    @Test func `grants one of many who ask at once`() async {
        let coordinator = LocalCoordinator()
        let granted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<200).count { coordinator.claimNow(claim($0)) == .granted(turn: nil) }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(granted == 200)
    }
}
