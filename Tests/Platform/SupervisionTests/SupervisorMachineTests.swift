import Testing

@testable import Supervision

private struct Nothing: Service {
    func run() async throws {}
}

@Suite struct `A supervisor machine` {
    private func machine(
        _ count: Int, atMost: Int = 1, end: ChildSpecification.End = .failure
    ) -> SupervisorMachine {
        let policy = RestartPolicy(
            atMost: atMost, within: .seconds(60), backoff: Backoff(initial: .seconds(1), jitter: 0))
        return SupervisorMachine(
            (0..<count).map { number in
                ChildSpecification("child \(number)", policy: policy, end: end) { Nothing() }
            })
    }

    @Test func `starts in order and stops in the reverse order, one after the other`() {
        var machine = machine(3)
        #expect(machine.begun() == [.start(0), .start(1), .start(2)])
        #expect(machine.cancelled() == [.stop(2)])
        #expect(machine.ended(2, failed: false, at: .zero, chance: 0) == [.stop(1)])
        #expect(machine.ended(1, failed: true, at: .zero, chance: 0) == [.stop(0)])
        #expect(machine.ended(0, failed: false, at: .zero, chance: 0) == [.finish])
        #expect(machine.state == .stopped)
    }

    @Test func `restarts each of two children that fail together`() {
        var machine = machine(2)
        _ = machine.begun()
        #expect(
            machine.ended(0, failed: true, at: .zero, chance: 0)
                == [.restart(0, after: .seconds(1))])
        #expect(
            machine.ended(1, failed: false, at: .zero, chance: 0)
                == [.restart(1, after: .seconds(1))])
        #expect(machine.restartDue(1) == [.start(1)])
        #expect(machine.restartDue(0) == [.start(0)])
        #expect(machine.restartDue(0) == [], "only once")
    }

    @Test func `stops the others when a child has failed too often`() {
        var machine = machine(3, atMost: 0)
        _ = machine.begun()
        #expect(machine.ended(1, failed: true, at: .zero, chance: 0) == [.escalate(1), .stop(2)])
        #expect(machine.ended(0, failed: true, at: .zero, chance: 0) == [], "before its turn")
        #expect(machine.cancelled() == [], "it is stopping already")
        #expect(machine.ended(2, failed: false, at: .zero, chance: 0) == [.finish])
    }

    @Test func `leaves behind who does not stop, and ignores what comes of it`() {
        var machine = machine(2)
        _ = machine.begun()
        #expect(machine.cancelled() == [.stop(1)])
        #expect(machine.overdue(0) == [], "not asked yet")
        #expect(machine.overdue(1) == [.abandon(1), .stop(0)])
        #expect(machine.ended(1, failed: false, at: .zero, chance: 0) == [])
        #expect(machine.overdue(1) == [])
        #expect(machine.overdue(0) == [.abandon(0), .finish])
    }

    @Test func `does not restart a waiting child once it is stopping`() {
        var machine = machine(1)
        _ = machine.begun()
        _ = machine.ended(0, failed: true, at: .zero, chance: 0)
        #expect(machine.cancelled() == [.finish])
        #expect(machine.restartDue(0) == [])
    }

    @Test func `is through when the last child that may end has ended`() {
        var machine = machine(2, end: .normal)
        _ = machine.begun()
        #expect(machine.ended(0, failed: false, at: .zero, chance: 0) == [])
        #expect(machine.ended(1, failed: false, at: .zero, chance: 0) == [.finish])
    }

    @Test(arguments: [-1, 2, Int.max])
    func `ignores children it does not have`(index: Int) {
        var machine = machine(2)
        _ = machine.begun()
        #expect(machine.ended(index, failed: true, at: .zero, chance: 0) == [])
        #expect(machine.restartDue(index) == [])
        #expect(machine.overdue(index) == [])
    }

    @Test(arguments: 0..<200)
    func `always comes to its end, stopping each child once`(seed: UInt64) {
        var dice = Dice(seed: seed)
        var machine = machine(Int.random(in: 1...5, using: &dice), atMost: 2)
        var live: Set<Int> = []
        var waiting: Set<Int> = []
        var asked: [Int] = []
        var finished = false

        func apply(_ actions: [SupervisorMachine.Action]) {
            for action in actions {
                #expect(!finished, "nothing comes after the end, seed \(seed)")
                switch action {
                case .start(let index):
                    #expect(live.insert(index).inserted, "seed \(seed)")
                    waiting.remove(index)
                case .restart(let index, _): waiting.insert(index)
                case .escalate: break
                case .stop(let index):
                    #expect(live.contains(index), "seed \(seed)")
                    asked.append(index)
                case .abandon(let index): live.remove(index)
                case .finish:
                    #expect(live.isEmpty, "seed \(seed)")
                    finished = true
                }
            }
        }

        apply(machine.begun())
        for step in 0..<200 where !finished {
            let now = Duration.seconds(step * 10)
            switch Int.random(in: 0..<20, using: &dice) {
            case 0..<9:
                guard let index = live.randomElement(using: &dice) else { continue }
                live.remove(index)
                apply(machine.ended(index, failed: .random(using: &dice), at: now, chance: 0))
            case 9..<17:
                guard let index = waiting.randomElement(using: &dice) else { continue }
                apply(machine.restartDue(index))
            case 17..<19:
                if let index = asked.last, live.contains(index) { apply(machine.overdue(index)) }
            default:
                apply(machine.cancelled())
            }
        }
        apply(machine.cancelled())
        while !finished, let index = asked.last, live.contains(index) {
            apply(machine.overdue(index))
        }
        #expect(finished, "seed \(seed)")
        #expect(asked == asked.sorted(by: >), "seed \(seed)")
        #expect(Set(asked).count == asked.count, "seed \(seed)")
    }
}

/// Random numbers that come again with the same seed (SplitMix64).
private struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
