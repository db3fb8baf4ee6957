/// The order in which members take turns in proportion to their weights, spread out evenly.
///
/// Each member's credit grows by its weight at every turn; the richest takes the turn and pays the
/// sum of all weights (the rule known from nginx). In one round each member has exactly its
/// weight in turns, and the order repeats from there.
enum SmoothRotation {
    /// The longest round, unless there are more members than that: then each has one turn.
    static let limit = 1_024

    /// One round, as indices of the weights.
    static func sequence(weights: [Int]) -> [UInt32] {
        let weights = turns(for: weights)
        let total = weights.reduce(0, +)
        if total == weights.count { return weights.indices.map { UInt32(truncatingIfNeeded: $0) } }
        var credits = [Int](repeating: 0, count: weights.count)
        return (0..<total).map { _ in
            var richest = 0
            for index in weights.indices {
                credits[index] += weights[index]
                if credits[index] > credits[richest] { richest = index }
            }
            credits[richest] -= total
            return UInt32(truncatingIfNeeded: richest)
        }
    }

    /// How many turns of one round each weight gets: at least one each, the sum within the limit.
    ///
    /// Weights are divided by their greatest common divisor. When their sum is still too large they
    /// are scaled down: those worth less than one turn get one, and the others divide the rest by
    /// the largest remainder, each within one turn of its exact share of that rest.
    static func turns(for weights: [Int]) -> [Int] {
        let weights = reduced(weights.map { max(1, $0) })
        guard weights.count < limit else { return weights.map { _ in 1 } }
        var rest = weights.reduce(into: 0 as UInt128) { $0 += UInt128($1) }
        guard rest > UInt128(limit) else { return weights }
        var turns = [Int](repeating: 1, count: weights.count)
        var left = UInt128(limit)
        let ascending = weights.indices.sorted { (weights[$0], $0) < (weights[$1], $1) }
        let small = ascending.prefix { index in
            // Each one raised to a turn leaves less for the others.
            let weight = UInt128(weights[index])
            guard weight * left < rest else { return false }
            left -= 1
            rest -= weight
            return true
        }
        let large = ascending.dropFirst(small.count)
        var remainders: [(remainder: UInt128, index: Int)] = []
        var given: UInt128 = 0
        for index in large {
            let (quotient, remainder) = (UInt128(weights[index]) * left)
                .quotientAndRemainder(dividingBy: rest)
            turns[index] = Int(truncatingIfNeeded: quotient)
            given += quotient
            remainders.append((remainder, index))
        }
        remainders.sort { ($1.remainder, $0.index) < ($0.remainder, $1.index) }
        for (_, index) in remainders.prefix(Int(truncatingIfNeeded: left - given)) {
            turns[index] += 1
        }
        return reduced(turns)
    }

    private static func reduced(_ weights: [Int]) -> [Int] {
        let divisor = weights.reduce(0, greatestCommonDivisor)
        return divisor > 1 ? weights.map { $0 / divisor } : weights
    }

    private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}
