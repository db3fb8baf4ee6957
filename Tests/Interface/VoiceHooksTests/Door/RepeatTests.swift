import CXML
import CallControl
import CallEngine
import Telephony
import Testing

@testable import VoiceHooks

@Suite(.timeLimit(.minutes(1))) struct `A repeated request` {
    @Test func `gets the same bytes and no second decision`() async throws {
        try await withDoor { door in
            let first = try await door.ask(voiceJSON(), stage: "9f01")
            for _ in 1...5 {
                #expect(try await door.ask(voiceJSON(), stage: "9f01").bytes == first.bytes)
            }
            #expect(door.journal.facts.count == 1)
            #expect(door.metric("strowger_stage_repeats_total") == 5)
            // The next call has the next turn: repeats took none.
            #expect(try await door.ask(voiceJSON(2)).agent == 2)
        }
    }

    @Test func `is known by its body where it has no stage`() async throws {
        try await withDoor { door in
            let first = try await door.ask(voiceJSON())
            #expect(try await door.ask(voiceJSON()).bytes == first.bytes)
            #expect(door.journal.facts.count == 1)
        }
    }

    @Test func `is another request with another stage, path or input`() async throws {
        try await withDoor { door in
            _ = try await door.ask(voiceJSON(), stage: "1")
            _ = try await door.ask(voiceJSON(), stage: "2")
            _ = try await door.ask(voiceJSON(more: #","Digits":"5""#), stage: "2")
            _ = try await door.ask(voiceJSON(more: #","SpeechResult":"hi""#), stage: "2")
            _ = try await door.ask(voiceJSON(), stage: "2", path: "/\(acmeApplication)")
            #expect(door.journal.facts.count == 5)
            _ = try await door.ask(voiceJSON(more: #","Digits":"5""#), stage: "2")
            #expect(door.journal.facts.count == 5)
        }
    }

    @Test func `is known however much the caller said`() async throws {
        try await withDoor { door in
            let speech = String(repeating: "long ", count: 10_000)
            let body = voiceJSON(more: #","SpeechResult":"\#(speech)""#)
            let first = try await door.ask(body, stage: "1")
            #expect(try await door.ask(body, stage: "1").bytes == first.bytes)
            #expect(door.journal.facts.count == 1)
        }
    }

    @Test(arguments: [1, 2], [1, 7])
    func `is decided once when many come at once`(loops: Int, seed: Int) async throws {
        try await withDoor {
            $0.loops = loops
        } _: { door in
            for call in 1...20 {
                let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                    for number in 0..<16 {
                        group.addTask {
                            try await door.ask(
                                voiceJSON(call), stage: "s", on: number * seed % 3)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(Set(answers.map(\.bytes)).count == 1)
                #expect(answers.first?.agent == (call - 1) % 3 + 1)
            }
            #expect(door.journal.facts.count == 20)
            #expect(door.engine.registry.liveCount == 20)
        }
    }

    @Test func `is decided once when many callbacks come at once`() async throws {
        try await withDoor {
            $0.loops = 2
        } _: { door in
            let first = try await door.ask(voiceJSON())
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for number in 0..<16 {
                    group.addTask { try await door.call(back: first, "busy", on: number) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.map(\.bytes)).count == 1)
            #expect(answers.first?.agent == 2)
            #expect(door.metric("strowger_failovers_total") == 1)
        }
    }
}
