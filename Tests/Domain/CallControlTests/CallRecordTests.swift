import Telephony
import Testing

@testable import CallControl

@Suite struct `A call record` {
    /// The life of one call: two attempts, updates of one second and a repeat among them.
    private var life: [RecordFact] {
        let first = CallAttempt(
            number: 1, agent: agentID(1), group: groupID(1), rule: nil, startedAt: at(0))
        let second = CallAttempt(
            number: 2, agent: agentID(2), group: groupID(1), rule: nil, startedAt: at(20))
        return [
            fact(.decision, 0, event: "000001", status: .ringing) {
                $0.parties = CallParties(from: "441632960099", to: "7000")
                $0.heading = CallHeading(direction: .inbound, raw: "inbound")
                $0.callID = "5b1f"
                $0.startedAt = at(0)
                $0.attempts = [first]
                $0.explanation = Explanation(configurationVersion: 3)
            },
            fact(.sessionUpdate, 20, event: "91b2", status: .ringing) { $0.startedAt = at(0) },
            fact(.decision, 20, event: "000002", status: .ringing) {
                $0.attempts = [first, second]
            },
            fact(.sessionUpdate, 20, event: "3f0d", status: .inProgress) {
                $0.answeredAt = at(20)
            },
            fact(.dialCallback, 80, event: "000003", status: .completed) { $0.endedAt = at(80) },
            fact(.sessionUpdate, 81, event: "e0a7", status: .completed) {
                $0.endedAt = at(79)
                $0.duration = 79
                $0.billedSeconds = 59
            },
            fact(.cdr, 79, event: "77aa@10.0.0.9", status: .completed) {
                $0.duration = 78
                $0.billedSeconds = 58
                $0.rawDisposition = "ANSWER"
                $0.endedAt = at(79)
            },
        ]
    }

    private func fold(_ facts: [RecordFact]) -> CallRecord {
        var record = CallRecord(facts[0])
        for fact in facts.dropFirst() { record.apply(fact) }
        return record
    }

    @Test func `is the same in whatever order its facts come`() {
        let expected = fold(life)
        var orders = 0
        var wrong = 0
        permutations(of: life) { order in
            orders += 1
            if fold(order) != expected { wrong += 1 }
        }
        #expect(orders == 5_040)
        #expect(wrong == 0)
    }

    @Test func `says what the most believable source said`() {
        let record = fold(life.reversed())
        #expect(record.status?.value == .completed)
        #expect(record.endedBy?.value == .cdr)
        #expect(record.duration?.value == 78)
        #expect(record.billedSeconds?.value == 58)
        #expect(record.answeredAt?.value == at(20))
        #expect(record.endedAt?.value == at(79))
        #expect(record.rawDisposition?.value == "ANSWER")
        #expect(record.attempts?.value.count == 2)
        #expect(record.agent == agentID(2))
        #expect(record.group == groupID(1))
        #expect(record.session == token)
        #expect(record.parties?.value == CallParties(from: "441632960099", to: "7000"))
    }

    @Test func `is not changed by repeats`() {
        let expected = fold(life)
        #expect(fold(life + life) == expected)
        for fact in life {
            var record = expected
            record.apply(fact)
            #expect(record == expected)
            record.join(expected)
            #expect(record == expected)
        }
    }

    @Test func `is the same when parts of it are joined`() {
        let expected = fold(life)
        for mask in 1..<(1 << life.count) - 1 {
            let left = life.indices.filter { mask & 1 << $0 != 0 }.map { life[$0] }
            let right = life.indices.filter { mask & 1 << $0 == 0 }.map { life[$0] }
            var first = fold(left)
            first.join(fold(right))
            var second = fold(right)
            second.join(fold(left))
            #expect(first == expected, "split \(mask)")
            #expect(second == expected, "split \(mask)")
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `is the same in any order of any facts`(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let facts = (0..<5).map { number in
            fact(
                FactSource.allCases.randomElement(using: &dice) ?? .cdr,
                Int64.random(in: 0...2, using: &dice), event: "e\(number)",
                status: Bool.random(using: &dice)
                    ? CallStatus.allCases.randomElement(using: &dice) : nil
            ) {
                if Bool.random(using: &dice) { $0.endedAt = at(.random(in: 0...9, using: &dice)) }
                if Bool.random(using: &dice) { $0.duration = .random(in: 0...9, using: &dice) }
                $0.isProvisional = Bool.random(using: &dice)
            }
        }
        let expected = fold(facts)
        permutations(of: facts) { order in
            #expect(fold(order) == expected, "seed \(seed)")
        }
    }

    @Test func `is corrected by a record that comes after the end`() {
        var record = CallRecord(fact(.deadline, 50, event: "000002", status: .failed))
        #expect(record.endedBy?.value == .deadline)
        record.apply(fact(.cdr, 40, event: "c", status: .completed) { $0.duration = 40 })
        #expect(record.status?.value == .completed)
        #expect(record.endedBy?.value == .cdr)
        record.apply(fact(.sessionUpdate, 99, event: "s", status: .busy))
        #expect(record.status?.value == .completed)
    }

    @Test func `ends by the deadline when the switch went silent after connected`() {
        var record = CallRecord(fact(.sessionUpdate, 10, event: "s", status: .inProgress))
        record.apply(fact(.deadline, 14_410, event: "000002", status: .completed))
        #expect(record.status?.value == .completed)
        #expect(record.endedBy?.value == .deadline)
    }

    @Test func `takes the further of two reports of one second`() {
        var record = CallRecord(fact(.sessionUpdate, 5, event: "zz", status: .ringing))
        record.apply(fact(.sessionUpdate, 5, event: "aa", status: .inProgress))
        #expect(record.status?.value == .inProgress)
    }

    @Test func `has no end while nobody has said so`() {
        let record = CallRecord(fact(.decision, 0, event: "1", status: .ringing))
        #expect(record.endedBy == nil)
        #expect(record.agent == nil)
    }

    @Test func `is provisional until one checked fact comes`() {
        var record = CallRecord(fact(.cdr, 5, event: "c") { $0.isProvisional = true })
        #expect(record.isProvisional)
        record.apply(fact(.sessionUpdate, 5, event: "s"))
        #expect(!record.isProvisional)
        record.apply(fact(.cdr, 5, event: "c") { $0.isProvisional = true })
        #expect(!record.isProvisional)
    }
}
