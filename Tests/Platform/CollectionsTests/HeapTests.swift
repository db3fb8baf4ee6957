import Collections
import Testing

@Suite struct `A heap` {
    @Test(arguments: [0, 1, 2, 3, 5, 17, 64, 1_000])
    func `gives its elements back in order`(count: Int) {
        let seed = UInt64(count) &* 7_919 &+ 1
        var random = SeededGenerator(seed: seed)
        let numbers = (0..<count).map { _ in Int.random(in: 0..<500, using: &random) }
        var inserted = Heap<Int>()
        for number in numbers { inserted.insert(number) }
        var built = Heap(numbers)
        #expect(drained(&inserted) == numbers.sorted(), "seed \(seed)")
        #expect(drained(&built) == numbers.sorted(), "seed \(seed)")
    }

    @Test func `agrees with a sorted array over any mixture of calls`() {
        let seed: UInt64 = 20_260_722
        var random = SeededGenerator(seed: seed)
        var heap = Heap<Int>()
        var model: [Int] = []
        for step in 0..<20_000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let number = Int.random(in: 0..<1_000, using: &random)
                heap.insert(number)
                model.append(number)
                model.sort()
            case 5..<9:
                let expected = model.isEmpty ? nil : model.removeFirst()
                #expect(heap.popMin() == expected, "seed \(seed), step \(step)")
            default:
                let divisor = Int.random(in: 2..<9, using: &random)
                heap.removeAll { $0 % divisor == 0 }
                model.removeAll { $0 % divisor == 0 }
            }
            #expect(heap.count == model.count && heap.min == model.first, "seed \(seed)")
        }
    }

    @Test func `is empty when new and when emptied`() {
        var heap = Heap<Int>()
        #expect(heap.isEmpty && heap.min == nil && heap.popMin() == nil)
        heap.insert(1)
        heap.removeAll()
        #expect(heap.isEmpty)
    }

    private func drained(_ heap: inout Heap<Int>) -> [Int] {
        var elements: [Int] = []
        while let element = heap.popMin() { elements.append(element) }
        return elements
    }
}

/// The splitmix64 generator: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
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
