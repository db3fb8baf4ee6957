import CXML
import CallControl
import CallEngine
import HTTP
import Telephony
import Testing

@testable import VoiceHooks

@Suite(.timeLimit(.minutes(1))) struct `The door for callbacks` {
    @Test func `goes from agent to agent, to the fallback, to the end`() async throws {
        try await withDoor { door in
            let first = try await door.ask(voiceJSON())
            #expect(first.agent == 1)
            let second = try await door.call(back: first, "busy")
            #expect(second.agent == 2)
            let third = try await door.call(back: second, "NOANSWER")
            #expect(third.agent == 3)
            let fallback = try await door.call(back: third, "failed")
            #expect(fallback.rung == "+12025550199")
            let end = try await door.call(back: fallback, "busy")
            #expect(end.isSafePlan)
            let record = try #require(door.journal.record(token(1)))
            #expect(record.attempts?.value.map(\.outcome) == [.busy, .noAnswer, .failed, .busy])
            #expect(door.metric("strowger_failovers_total") == 4)
        }
    }

    @Test func `ends with the safe plan when there is no fallback`() async throws {
        let bare = acmeConfiguration { $0.groups[0].fallback = nil }
        try await withDoor {
            $0.tenants = [bare]
        } _: { door in
            var answer = try await door.ask(voiceJSON())
            for _ in 1...3 { answer = try await door.call(back: answer, "no-answer") }
            #expect(answer.isSafePlan)
            let record = try #require(door.journal.record(token(1)))
            #expect(record.status?.value == .noAnswer)
            #expect(door.engine.registry.liveCount == 0)
        }
    }

    @Test(arguments: ["completed", "answered", "Answer"])
    func `hangs up after a conversation`(status: String) async throws {
        try await withDoor { door in
            let dial = try await door.ask(voiceJSON())
            let end = try await door.call(back: dial, status)
            #expect(end.isHangup)
            let record = try #require(door.journal.record(token(1)))
            #expect(record.status?.value == .completed)
            #expect(record.endedBy?.value == .dialCallback)
            #expect(record.attempts?.value.map(\.outcome) == [.answered])
            // What explains the call is the choice, not its end.
            #expect(record.explanation?.value.candidateCount == 3)
            #expect(door.engine.registry.liveCount == 0)
            #expect(door.metric(#"strowger_sessions{state="connecting"}"#) == 0)
        }
    }

    @Test func `takes a missing status for a failure`() async throws {
        try await withDoor { door in
            let dial = try await door.ask(voiceJSON())
            #expect(try await door.call(back: dial, nil).agent == 2)
            #expect(door.metric("strowger_callbacks_without_status_total") == 1)
        }
    }

    @Test func `answers repeats of callbacks with the same bytes`() async throws {
        try await withDoor { door in
            let first = try await door.ask(voiceJSON())
            let second = try await door.call(back: first, "busy")
            for _ in 1...3 {
                #expect(try await door.call(back: first, "busy").bytes == second.bytes)
            }
            let third = try await door.call(back: second, "busy")
            // The first attempt's callback again, after its own time and said otherwise.
            #expect(try await door.call(back: first, "busy").bytes == second.bytes)
            #expect(try await door.call(back: first, "failed").bytes == third.bytes)
            #expect(door.journal.facts.last?.attempts?.count == 3)
        }
    }

    @Test func `tells a late caller to hang up`() async throws {
        try await withDoor { door in
            let first = try await door.ask(voiceJSON())
            _ = try await door.call(back: first, "completed")
            let ended = door.journal.record(token(1))?.endedAt?.value
            let late = try await door.call(back: first, "busy")
            #expect(late.isHangup)
            let again = try await door.ask(voiceJSON(), stage: "another")
            #expect(again.isHangup)
            let record = try #require(door.journal.record(token(1)))
            #expect(record.status?.value == .completed)
            #expect(record.endedAt?.value == ended)
        }
    }

    @Test(arguments: [1, 2])
    func `goes on after a restart from the token alone`(loops: Int) async throws {
        try await withDoor {
            $0.loops = loops
        } _: { before in
            let first = try await before.ask(voiceJSON())
            let second = try await before.call(back: first, "busy")
            try await withDoor {
                $0.loops = loops
            } _: { after in
                let third = try await after.call(back: second, "busy")
                #expect(third.agent == 3)
                let fallback = try await after.call(back: third, "busy")
                #expect(fallback.rung == "+12025550199")
                // The node that began sees no more of the call; had it gone on, it would say this.
                let same = try await before.call(back: second, "busy")
                #expect(same.agent == 3)
            }
            try await withDoor { after in
                let end = try await after.call(back: second, "completed")
                #expect(end.isHangup)
                let record = try #require(after.journal.record(token(1)))
                #expect(record.status?.value == .completed)
            }
        }
    }

    @Test func `does not forget who talks to whom over a restart`() async throws {
        try await withDoor { before in
            let first = try await before.ask(voiceJSON())
            let path = String(
                try #require(first.action).dropFirst("https://engine.example.net".count))
            try await withDoor { after in
                _ = try await after.send(.get, path + "?DialCallStatus=busy")
                var record = try #require(before.journal.record(token(1)))
                for fact in after.journal.facts { record.apply(fact) }
                #expect(
                    record.parties?.value == CallParties(from: "441632960099", to: "7000"))
                #expect(record.heading?.value.raw == "inbound")
                #expect(record.startedAt?.value == Timestamp(milliseconds: 1_790_000_000_123))
                #expect(record.callID?.value == token(1))
                #expect(record.agent == agentID(2))
            }
        }
    }

    @Test func `follows a token that is ahead of what it knows`() async throws {
        try await withDoor { here in
            let first = try await here.ask(voiceJSON())
            try await withDoor { elsewhere in
                let second = try await elsewhere.call(back: first, "busy")
                #expect(second.agent == 2)
                // The second attempt was made on another node, and reports here.
                #expect(try await here.call(back: second, "busy").agent == 3)
            }
        }
    }

    @Test func `goes to the fallback trunks only after a failure`() async throws {
        try await withDoor { door in
            func out(_ call: Int) -> String {
                voiceJSON(call, from: "2101", to: "441632960001", direction: "subscriber")
            }
            let first = try await door.ask(out(1))
            let second = try await door.call(back: first, "failed")
            #expect(second.dial?["trunks"] == "carrier-b")
            #expect(second.rung == "441632960001")
            let exhausted = try await door.call(back: second, "failed")
            #expect(exhausted.isSafePlan)
            let busy = try await door.ask(out(2))
            let end = try await door.call(back: busy, "busy", call: 2)
            #expect(end.isHangup)
            #expect(door.journal.record(token(2))?.status?.value == .busy)
        }
    }

    @Test(arguments: ["", "{", "x=%", "[]"])
    func `goes on from the token when nobody can read the body`(body: String) async throws {
        try await withDoor { door in
            let action = try #require(try await door.ask(voiceJSON()).action)
            let answer = try await door.send(
                .post, String(action.dropFirst("https://engine.example.net".count)),
                headers: [
                    (
                        "Content-Type",
                        body == "x=%"
                            ? "application/x-www-form-urlencoded"
                            : "application/json"
                    )
                ], body: body)
            #expect(answer.status == .ok)
            #expect(answer.agent == 2)
        }
    }

    @Test func `takes callbacks by form and query`() async throws {
        try await withDoor { door in
            let first = try await door.ask(voiceJSON())
            let path = String(
                try #require(first.action).dropFirst("https://engine.example.net".count))
            let second = try await door.send(
                .post, path, headers: [("Content-Type", "application/x-www-form-urlencoded")],
                body: "DialCallStatus=no-answer&Domain=\(acmeDomain)&From=1&To=7000")
            #expect(second.agent == 2)
            let next = String(
                try #require(second.action).dropFirst("https://engine.example.net".count))
            #expect(try await door.send(.get, next + "?DialCallStatus=busy").agent == 3)
        }
    }
}
