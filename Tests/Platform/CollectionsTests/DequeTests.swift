import Collections
import Testing

@Suite struct `A deque` {
    @Test func `gives elements back in the order they came`() {
        var deque = Deque<Int>()
        for number in 0..<100 { deque.append(number) }
        #expect(deque.first == 0 && deque.last == 99 && deque.count == 100)
        #expect((0..<100).allSatisfy { deque.popFirst() == $0 })
        #expect(deque.isEmpty && deque.popFirst() == nil && deque.popLast() == nil)
    }

    @Test func `agrees with an array over any mixture of calls`() {
        let seed: UInt64 = 7_222_026
        var random = SeededGenerator(seed: seed)
        var deque = Deque<Int>()
        var model: [Int] = []
        for step in 0..<50_000 {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<35:
                deque.append(step)
                model.append(step)
            case 35..<52:
                deque.prepend(step)
                model.insert(step, at: 0)
            case 52..<80:
                let expected = model.isEmpty ? nil : model.removeFirst()
                #expect(deque.popFirst() == expected, "seed \(seed), step \(step)")
            case 80..<99:
                #expect(deque.popLast() == model.popLast(), "seed \(seed), step \(step)")
            default:
                let isKept = Bool.random(using: &random)
                deque.removeAll(keepingCapacity: isKept)
                model.removeAll()
            }
            #expect(deque.count == model.count && deque.first == model.first, "seed \(seed)")
        }
        #expect(Array(deque) == model, "seed \(seed)")
    }

    @Test func `lets go of what it has given back`() {
        final class Token {}
        var deque = Deque<Token>()
        weak var token: Token?
        do {
            let first = Token()
            token = first
            deque.append(first)
        }
        #expect(token != nil)
        _ = deque.popFirst()
        #expect(token == nil)
    }
}
