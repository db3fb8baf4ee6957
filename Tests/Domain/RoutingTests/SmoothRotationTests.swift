import Testing

@testable import Routing

@Suite struct `A smooth rotation` {
    @Test(arguments: [
        ([], []), ([7], [0]), ([1, 1, 1], [0, 1, 2]), ([4, 4], [0, 1]),
        ([5, 1, 1], [0, 0, 1, 0, 2, 0, 0]), ([2, 1], [0, 1, 0]), ([20, 10], [0, 1, 0]),
        ([0, -3, 1], [0, 1, 2]), ([.max, .max], [0, 1]),
    ])
    func `spreads turns evenly`(weights: [Int], expected: [UInt32]) {
        #expect(SmoothRotation.sequence(weights: weights) == expected)
    }

    @Test(arguments: [
        ([Int.max, 1], [1_023, 1]), ([Int.max, Int.max - 1], [1, 1]),
        ([.max, .max / 2], [683, 341]),
        ([1_000_000, 1_000_000, 1], [512, 511, 1]),
    ])
    func `scales weights that are too large`(weights: [Int], turns: [Int]) {
        #expect(SmoothRotation.turns(for: weights) == turns)
    }

    @Test func `gives each member one turn when there are too many`() {
        let weights = (1...2_000).map { $0 }
        #expect(SmoothRotation.sequence(weights: weights) == (0..<2_000).map { UInt32($0) })
        #expect(SmoothRotation.turns(for: Array(weights.prefix(1_024))).allSatisfy { $0 == 1 })
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `gives each weight its share within the limit`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let largest = [3, 50, 5_000, Int.max][Int(seed % 4)]
        let count = Int.random(in: 1...[5, 60, 900][Int(seed % 3)], using: &random)
        let weights = (0..<count).map { _ in Int.random(in: 1...largest, using: &random) }
        let turns = SmoothRotation.turns(for: weights)
        let sum = turns.reduce(0, +)
        #expect(sum <= SmoothRotation.limit, "seed \(seed)")
        #expect(turns.allSatisfy { $0 >= 1 }, "seed \(seed)")
        if largest == .max, count > 1 {
            // Scaled to the limit, and divided by what the turns then had in common.
            #expect(SmoothRotation.limit % sum == 0, "seed \(seed)")
        }
        let total = weights.reduce(0.0) { $0 + Double($1) }
        // Members raised to one turn take at most one turn each from the others.
        let raised = Double(weights.count { Double($0) / total * Double(sum) < 1 })
        let errors = zip(weights, turns).map { weight, turns in
            Double(turns) - Double(weight) / total * Double(sum)
        }
        #expect(errors.allSatisfy { $0 < 1.001 && $0 > -1.001 - raised }, "seed \(seed)")
        let byWeight = zip(weights, turns).sorted { $0 < $1 }
        let isMonotonic = zip(byWeight, byWeight.dropFirst()).allSatisfy { lighter, heavier in
            lighter.0 == heavier.0 || lighter.1 <= heavier.1
        }
        #expect(isMonotonic, "seed \(seed)")
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `serves each member its weight in any round, and never far ahead`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...12, using: &random)
        let weights = (0..<count).map { _ in Int.random(in: 1...20, using: &random) }
        let turns = SmoothRotation.turns(for: weights)
        let round = SmoothRotation.sequence(weights: weights).map { Int($0) }
        #expect(round.count == turns.reduce(0, +), "seed \(seed)")
        for start in round.indices {
            var served = [Int](repeating: 0, count: count)
            for step in round.indices {
                served[round[(start + step) % round.count]] += 1
                guard start == 0 else { continue }
                let isSmooth = served.indices.allSatisfy { index in
                    let exact = Double((step + 1) * turns[index]) / Double(round.count)
                    return (-2..<1).contains(Double(served[index]) - exact)
                }
                if !isSmooth { Issue.record("seed \(seed), step \(step): \(served)") }
            }
            if served != turns { Issue.record("seed \(seed), start \(start): \(served)") }
        }
    }
}
