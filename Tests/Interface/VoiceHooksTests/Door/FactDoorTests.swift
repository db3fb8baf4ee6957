import CXML
import CallControl
import CallEngine
import HTTP
import Telephony
import Testing

@testable import VoiceHooks

@Suite(.timeLimit(.minutes(1))) struct `The door for session updates` {
    @Test func `hands updates to their call, and on to the record`() async throws {
        try await withDoor { door in
            _ = try await door.ask(voiceJSON())
            for (event, status, second) in [("a", "processing", 20), ("b", "ringing", 20)] {
                let answer = try await door.update(
                    updateJSON(event: event, status: status, second: second))
                #expect(answer.status == .ok)
                #expect(answer.text == #"{"status":"accepted"}"#)
            }
            _ = try await door.update(
                "[\(updateJSON(event: "c", status: "connected", second: 24, answered: 1_790_000_004_500))]"
            )
            let connected = await door.journal.fact { $0.status == .inProgress }
            #expect(connected.source == .sessionUpdate)
            #expect(connected.answeredAt == Timestamp(milliseconds: 1_790_000_004_500))
            let session = try #require(
                door.engine.session(
                    SessionKey(tenant: acme, token: SessionToken(rawValue: token(1)))))
            #expect(await session.state == .connected)
            _ = try await door.update(
                updateJSON(
                    event: "d", status: "answer", second: 59, answered: 1_790_000_004_500,
                    ended: 1_790_000_065_700))
            let ended = await door.journal.fact { $0.status == .completed }
            #expect(ended.duration == 65)
            #expect(ended.billedSeconds == 61)
            #expect(await session.state == .completed)
            #expect(door.journal.record(token(1))?.endedBy?.value == .sessionUpdate)
        }
    }

    @Test func `takes an event once`() async throws {
        try await withDoor { door in
            _ = try await door.ask(voiceJSON())
            for _ in 1...5 {
                let answer = try await door.update(updateJSON(event: "a", status: "ringing"))
                #expect(answer.status == .ok)
            }
            _ = try await door.update(updateJSON(event: "b", status: "connected"))
            _ = await door.journal.fact { $0.status == .inProgress }
            #expect(door.journal.facts.count { $0.source == .sessionUpdate } == 2)
            #expect(door.metric("strowger_session_events_repeated_total") == 4)
        }
    }

    @Test func `acknowledges what it does not know`() async throws {
        try await withDoor { door in
            for body in [
                updateJSON(99, event: "a", status: "ringing"),
                #"{"domain":"\#(acmeDomain)","status":"ringing"}"#,
            ] {
                let answer = try await door.update(body)
                #expect(answer.status == .ok)
            }
            #expect(door.metric("strowger_session_updates_unknown_total") == 2)
            _ = try await door.ask(voiceJSON())
            let melted = try await door.update(updateJSON(event: "b", status: "melted"))
            #expect(melted.status == .ok)
            #expect(door.metric("strowger_session_statuses_unknown_total") == 1)
            let empty = try await door.update("[]", path: "/\(acmeDomain)")
            #expect(empty.status == .ok)
            #expect(door.journal.facts.allSatisfy { $0.source == .decision })
        }
    }

    @Test(arguments: ["", "{", "[1]", "7", "nonsense=%"])
    func `answers 400 in JSON when nothing can be read`(body: String) async throws {
        try await withDoor { door in
            for path in ["", "/\(acmeDomain)"] {
                let answer = try await door.update(body, path: path)
                #expect(answer.status == .badRequest, "\(body)")
                #expect(answer.isJSON)
            }
        }
    }

    @Test func `is never throttled`() async throws {
        try await withDoor {
            $0.configuration.voiceLimit.perSecond = 0.001
            $0.configuration.voiceLimit.burst = 1
        } _: { door in
            _ = try await door.ask(voiceJSON())
            for number in 1...50 {
                let update = try await door.update(
                    updateJSON(event: "e\(number)", status: "ringing"))
                #expect(update.status == .ok)
                let cdr = try await door.cdr(cdrJSON(number, owner: acmeOwner))
                #expect(cdr.status == .ok)
            }
            let limited = try await door.ask(voiceJSON(2))
            #expect(limited.isSafePlan)
            #expect(door.metric(#"strowger_safe_plans_total{reason="rate_limited"}"#) == 1)
        }
    }

    /// One leg's end must not be the record's end while the call goes on to another agent.
    @Test func `does not end the record with an attempt`() async throws {
        try await withDoor { door in
            let first = try await door.ask(voiceJSON())
            _ = try await door.update(updateJSON(event: "a", status: "busy"))
            _ = await door.journal.fact { $0.source == .sessionUpdate }
            #expect(door.journal.record(token(1))?.endedBy == nil)
            let second = try await door.call(back: first, "busy")
            #expect(second.agent == 2)
            let end = try await door.call(back: second, "completed")
            #expect(end.isHangup)
            #expect(door.journal.record(token(1))?.status?.value == .completed)
        }
    }

    @Test func `lets a leg's end stand when nothing follows`() async throws {
        try await withDoor {
            $0.configuration.limits.callbackGrace = .milliseconds(1)
        } _: { door in
            _ = try await door.ask(voiceJSON())
            _ = try await door.update(updateJSON(event: "a", status: "noanswer"))
            let end = await door.journal.fact { $0.status == .noAnswer }
            #expect(end.source == .sessionUpdate)
            #expect(door.journal.record(token(1))?.endedBy?.value == .sessionUpdate)
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct `The door for call detail records` {
    @Test func `closes the call, and corrects it later`() async throws {
        try await withDoor { door in
            _ = try await door.ask(voiceJSON())
            let answer = try await door.cdr(cdrJSON())
            #expect(answer.status == .ok)
            let session = try #require(
                door.engine.session(
                    SessionKey(tenant: acme, token: SessionToken(rawValue: token(1)))))
            #expect(await session.state == .completed)
            // A correction, two hours later in the life of the call.
            let later = try await door.cdr(
                cdrJSON(disposition: "\"BUSY\"").replacing("1790000065700", with: "1790007200000"))
            #expect(later.status == .ok)
            let record = try #require(door.journal.record(token(1)))
            #expect(record.status?.value == .busy)
            #expect(record.endedBy?.value == .cdr)
            #expect(record.rawDisposition?.value == "BUSY")
            #expect(!record.isProvisional)
            #expect(await session.state == .completed)
        }
    }

    @Test func `is the same record twice, and before the last update`() async throws {
        try await withDoor { door in
            _ = try await door.ask(voiceJSON())
            _ = try await door.cdr(cdrJSON())
            let record = door.journal.record(token(1))
            _ = try await door.cdr(cdrJSON())
            #expect(door.journal.record(token(1)) == record)
            _ = try await door.update(updateJSON(event: "late", status: "connected", second: 59))
            _ = await door.journal.fact { $0.source == .sessionUpdate }
            #expect(door.journal.record(token(1))?.status?.value == .completed)
        }
    }

    @Test(arguments: [
        ("", true), (acmeOwner, false), (#","owner":{"domain":{"uuid":"x"}}"#, true),
    ])
    func `needs proof without a bearer`(proof: (owner: String, isAsked: Bool)) async throws {
        for (lookup, status, isProvisional) in [
            (true, HTTPStatus.ok, false), (false, .unauthorized, false), (nil, .ok, true),
        ] as [(Bool?, HTTPStatus, Bool)] {
            try await withDoor {
                $0.lookup = lookup
            } _: { door in
                let answer = try await door.cdr(cdrJSON(owner: proof.owner))
                #expect(answer.status == (proof.isAsked ? status : .ok))
                let fact = door.journal.facts.first
                #expect(fact?.isProvisional ?? false == (proof.isAsked && isProvisional))
                #expect((fact == nil) == (answer.status == .unauthorized))
                let counted = door.metric("strowger_cdrs_provisional_total")
                #expect(counted == (proof.isAsked && isProvisional ? 1 : 0))
            }
        }
    }

    @Test func `needs no proof with a bearer, or where it is switched off`() async throws {
        try await withDoor { door in
            let answer = try await door.cdr(
                cdrJSON(), headers: [("Authorization", "Bearer \(acmeKey)")])
            #expect(answer.status == .ok)
        }
        let off = acmeConfiguration { $0.tenant.authentication.cdr = .off }
        try await withDoor {
            $0.tenants = [off]
        } _: { door in
            let answer = try await door.cdr(cdrJSON())
            #expect(answer.status == .ok)
        }
    }

    @Test(arguments: ["", #","session":null"#, #","session":"abc""#])
    func `is kept under a key of its own without a session`(session: String) async throws {
        try await withDoor { door in
            let bare = try await door.cdr(cdrJSON(session: session))
            #expect(bare.status == .unauthorized)
            let owned = try await door.cdr(cdrJSON(owner: acmeOwner, session: session))
            #expect(owned.status == .ok)
            let fact = try #require(door.journal.facts.first)
            #expect(fact.key == "cdr:77aa1@10.0.0.9:5060@1790000000")
            #expect(fact.session == nil)
            #expect(fact.startedAt == Timestamp(milliseconds: 1_790_000_000_000))
        }
    }

    @Test func `finds its tenant behind a junk domain`() async throws {
        try await withDoor { door in
            let answer = try await door.cdr(cdrJSON(domain: "nullDomain", owner: acmeOwner))
            #expect(answer.status == .ok)
            #expect(door.journal.facts.first?.tenant == acme)
            let mixed = try await door.cdr(cdrJSON(domain: otherDomain, owner: acmeOwner))
            #expect(mixed.status == .forbidden)
        }
    }

    @Test func `does not say a call began before telephones did`() async throws {
        try await withDoor { door in
            _ = try await door.cdr(
                #"{"call_id":"c","domain":"\#(acmeDomain)"\#(acmeOwner)}"#)
            let fact = try #require(door.journal.facts.first)
            #expect(fact.startedAt == nil)
        }
    }

    @Test func `is asked to come again when there is no room, and voice goes on`() async throws {
        try await withDoor { door in
            door.journal.fill()
            let full = try await door.cdr(cdrJSON(owner: acmeOwner))
            #expect(full.status == .serviceUnavailable)
            #expect(full.isJSON)
            let dial = try await door.ask(voiceJSON())
            #expect(dial.agent == 1)
            let next = try await door.call(back: dial, "busy")
            #expect(next.agent == 2)
            let update = try await door.update(updateJSON(event: "a", status: "ringing"))
            #expect(update.status == .serviceUnavailable)
            #expect(door.metric("strowger_record_facts_refused_total") ?? 0 >= 2)
            door.journal.fill(false)
            let again = try await door.cdr(cdrJSON(owner: acmeOwner))
            #expect(again.status == .ok)
        }
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"session":"abc"}"#])
    func `answers 400 in JSON when nothing can be kept`(body: String) async throws {
        try await withDoor { door in
            for path in ["", "/\(acmeDomain)"] {
                let answer = try await door.cdr(
                    body, headers: [("Authorization", "Bearer \(acmeKey)")], path: path)
                #expect(answer.status == .badRequest, "\(body)")
                #expect(answer.isJSON)
            }
        }
    }

    @Test func `is read from a form`() async throws {
        try await withDoor { door in
            let answer = try await door.send(
                .post, "/api/voice/session/cdr",
                headers: [
                    ("Content-Type", "application/x-www-form-urlencoded"),
                    ("Authorization", "Bearer \(acmeKey)"),
                ],
                body:
                    "domain=\(acmeDomain)&call_id=c%40h&timestamp=1790000000&disposition=NO+ANSWER"
            )
            #expect(answer.status == .ok)
            #expect(door.journal.facts.first?.status == .noAnswer)
        }
    }
}
