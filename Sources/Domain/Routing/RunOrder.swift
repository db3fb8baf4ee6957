/// Items brought together by number and sorted within each number.
struct RunOrder: Sendable {
    /// The items' indices, all of number 0 first, then all of number 1, and so on.
    let indices: [Int]
    /// Where the items of each number lie in `indices`.
    let runs: [Range<Int>]

    /// Takes each item's number, below `count`, and the order of two items of one number.
    init(_ numbers: [Int], count: Int, by isBefore: (Int, Int) -> Bool) {
        var ends = [Int](repeating: 0, count: count)
        for number in numbers { ends[number] += 1 }
        var total = 0
        for number in ends.indices {
            let size = ends[number]
            ends[number] = total
            total += size
        }
        // Filling moves each start to its end, which is the start of the next.
        var indices = [Int](repeating: 0, count: numbers.count)
        for (index, number) in numbers.enumerated() {
            indices[ends[number]] = index
            ends[number] += 1
        }
        var start = 0
        runs = ends.map { end in
            defer { start = end }
            return start..<end
        }
        for run in runs where run.count > 1 { indices[run].sort(by: isBefore) }
        self.indices = indices
    }
}
