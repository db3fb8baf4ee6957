import Telephony
import Testing

@testable import CallControl

@Suite struct `A stamp` {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `has a text whose byte order is its own`(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let moments: [Int64] = [
            .min, .min + 1, -1, 0, 1, 9, 10, 1_790_000_000_000, 1_790_000_000_001, .max,
        ]
        let events = ["", "0", "000009", "000010", "a", "A", "aa", "é", "\u{1F600}", "~"]
        let stamps = (0..<40).map { _ in
            let fact = RecordFact(
                tenant: tenantID, key: "k",
                source: FactSource.allCases.randomElement(using: &dice) ?? .cdr,
                modifiedAt: Timestamp(milliseconds: moments.randomElement(using: &dice) ?? 0),
                eventID: events.randomElement(using: &dice) ?? "")
            return Stamp(fact: fact, status: CallStatus.allCases.randomElement(using: &dice))
        }
        for left in stamps {
            for right in stamps {
                let texts = left.sortable.utf8.lexicographicallyPrecedes(right.sortable.utf8)
                #expect((left < right) == texts, "seed \(seed): \(left.sortable)")
                #expect((left == right) == (left.sortable == right.sortable), "seed \(seed)")
            }
        }
    }

    @Test func `puts an end first, then the source, then the moment`() {
        func stamp(_ source: FactSource, _ second: Int64, _ status: CallStatus) -> Stamp {
            Stamp(fact: fact(source, second, event: "e", status: status), status: status)
        }
        let order = [
            stamp(.decision, 9, .ringing), stamp(.sessionUpdate, 1, .ringing),
            stamp(.sessionUpdate, 1, .inProgress), stamp(.sessionUpdate, 2, .ringing),
            stamp(.cdr, 0, .inProgress), stamp(.decision, 0, .failed),
            stamp(.deadline, 0, .failed), stamp(.dialCallback, 0, .failed),
            stamp(.sessionUpdate, 0, .failed), stamp(.cdr, 0, .failed), stamp(.cdr, 1, .failed),
        ]
        #expect(order.sorted() == order)
    }
}
