import CXML
import CallControl
import CallEngine
import HTTP
import Routing
import Telephony
import Testing

@testable import VoiceHooks

@Suite(.timeLimit(.minutes(1))) struct `A door at its limits` {
    @Test func `serves the safe plan to calls too many`() async throws {
        try await withDoor {
            $0.configuration.maximumLiveSessions = 1
        } _: { door in
            let first = try await door.ask(voiceJSON(1))
            #expect(first.agent == 1)
            let second = try await door.ask(voiceJSON(2))
            #expect(second.status == .ok)
            #expect(second.isSafePlan)
            #expect(door.metric("strowger_sessions_refused_total") == 1)
            #expect(door.metric(#"strowger_safe_plans_total{reason="overloaded"}"#) == 1)
            // The call that is known goes on, and its end makes room.
            let next = try await door.call(back: first, "busy")
            #expect(next.agent == 2)
            _ = try await door.call(back: next, "completed")
            let third = try await door.ask(voiceJSON(3))
            #expect(third.agent != nil)
        }
    }

    @Test func `serves the safe plan to a tenant that asks too fast`() async throws {
        try await withDoor {
            $0.configuration.voiceLimit.perSecond = 0.001
            $0.configuration.voiceLimit.burst = 3
        } _: { door in
            var safe = 0
            for call in 1...5 {
                let answer = try await door.ask(voiceJSON(call))
                #expect(answer.status == .ok)
                if answer.isSafePlan { safe += 1 }
            }
            #expect(safe == 2)
            #expect(door.engine.registry.liveCount == 3)
        }
    }

    @Test func `serves the safe plan when a decision takes too long`() async throws {
        let silent = SilentCoordinator()
        try await withDoor {
            $0.coordinator = silent
            $0.configuration.decisionDeadline = .milliseconds(30)
        } _: { door in
            let clock = ContinuousClock()
            let began = clock.now
            let answer = try await door.ask(voiceJSON(), stage: "1")
            #expect(clock.now - began < .seconds(5))
            #expect(answer.status == .ok)
            #expect(answer.isSafePlan)
            #expect(door.metric("strowger_decision_deadlines_missed_total") == 1)
            #expect(silent.answers.values.map(\.self) == [answer.bytes])
            #expect(door.engine.registry.liveCount == 0)
            let facts = door.journal.facts
            #expect(facts.map(\.status) == [.failed])
            // The grant that comes too late changes nothing.
            silent.answerAll(.granted(turn: 0))
            let again = try await door.ask(voiceJSON(), stage: "1")
            #expect(again.bytes == answer.bytes)
            #expect(door.journal.facts.allSatisfy { $0.attempts?.isEmpty == true })
            silent.answerAll(.granted(turn: 1))
            #expect(door.metric(#"strowger_decisions_total{decision="agent"}"#) == 0)
        }
    }

    @Test func `goes on as soon as it is granted`() async throws {
        let silent = SilentCoordinator()
        try await withDoor {
            $0.coordinator = silent
            $0.configuration.decisionDeadline = .seconds(60)
        } _: { door in
            async let asked = door.ask(voiceJSON(), stage: "1")
            await silent.waits()
            silent.answerAll(.granted(turn: 2))
            let answer = try await asked
            #expect(answer.agent == 3)
        }
    }

    @Test func `repeats what another node answered, and watches over the call`() async throws {
        let silent = SilentCoordinator()
        try await withDoor {
            $0.coordinator = silent
            $0.configuration.decisionDeadline = .seconds(60)
            $0.configuration.limits.connectingGrace = .milliseconds(1)
            $0.tenants = [acmeConfiguration { $0.tenant.dial.ringTimeout = .milliseconds(1) }]
        } _: { door in
            async let asked = door.ask(voiceJSON(), stage: "1")
            await silent.waits()
            let known = Array(
                #"<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>"#.utf8)
            silent.answerAll(.answered(known))
            let answer = try await asked
            #expect(answer.bytes == known)
            // Nobody tells how it ends: its deadline does.
            let end = await door.journal.fact { $0.source == .deadline }
            #expect(end.key == token(1))
            let key = SessionKey(tenant: acme, token: SessionToken(rawValue: token(1)))
            let session = try #require(door.engine.session(key))
            #expect(await session.state == .failed)
            #expect(door.engine.registry.liveCount == 0)
        }
    }

    @Test(arguments: [1, 2])
    func `rings nobody for a call that ended while it was decided`(loops: Int) async throws {
        let silent = SilentCoordinator()
        try await withDoor {
            $0.loops = loops
            $0.coordinator = silent
            $0.configuration.decisionDeadline = .seconds(60)
        } _: { door in
            async let asked = door.ask(voiceJSON(), stage: "1")
            await silent.waits()
            let cdr = try await door.cdr(cdrJSON(disposition: "\"CANCEL\"", owner: acmeOwner))
            #expect(cdr.status == .ok)
            let key = SessionKey(tenant: acme, token: SessionToken(rawValue: token(1)))
            let session = try #require(door.engine.session(key))
            #expect(await session.state == .canceled)
            silent.answerAll(.granted(turn: 0))
            let answer = try await asked
            #expect(answer.isHangup)
            #expect(door.journal.record(token(1))?.status?.value == .canceled)
        }
    }

    @Test(arguments: [1, 2])
    func `frees the agent of a call that ended while it was chosen`(loops: Int) async throws {
        let silent = SilentCoordinator()
        try await withDoor {
            $0.loops = loops
            $0.coordinator = silent
            $0.configuration.decisionDeadline = .seconds(60)
        } _: { door in
            async let asked = door.ask(voiceJSON(), stage: "1")
            await silent.waits()
            silent.answerAll(.granted(turn: nil))
            await silent.waits()  // now for the group's turn
            _ = try await door.cdr(cdrJSON(disposition: "\"CANCEL\"", owner: acmeOwner))
            let key = SessionKey(tenant: acme, token: SessionToken(rawValue: token(1)))
            let session = try #require(door.engine.session(key))
            #expect(await session.state == .canceled)
            silent.answerAll(.granted(turn: nil))
            let answer = try await asked
            #expect(answer.isHangup)
            await door.settles()
            let group = door.directory.tenant(acme)?.group(GroupID(rawValue: 1))
            #expect(await group?.leaseCount == 0)
            #expect(door.journal.record(token(1))?.attempts?.value.isEmpty ?? true)
        }
    }

    @Test func `leaves a safe plan that rings alone when the grant comes late`() async throws {
        let silent = SilentCoordinator()
        let ringing = acmeConfiguration { $0.tenant.safePlan = .number("+12025550177") }
        try await withDoor {
            $0.coordinator = silent
            $0.tenants = [ringing]
            $0.configuration.decisionDeadline = .milliseconds(10)
        } _: { door in
            let answer = try await door.ask(voiceJSON(), stage: "1")
            #expect(answer.rung == "+12025550177")
            await silent.waits()
            silent.answerAll(.granted(turn: 0))
            await door.settles()
            let key = SessionKey(tenant: acme, token: SessionToken(rawValue: token(1)))
            let session = try #require(door.engine.session(key))
            #expect(await session.state == .connecting)
            let group = door.directory.tenant(acme)?.group(GroupID(rawValue: 1))
            #expect(await group?.leaseCount == 0)
        }
    }

    @Test func `keeps decisions within their snapshot while tenants change`() async throws {
        try await withDoor { door in
            let first = try await door.ask(voiceJSON(1))
            #expect(first.agent == 1)
            let changed = acmeConfiguration {
                $0.tenant.version = 4
                $0.agents.removeAll { $0.id == agentID(2) }
            }
            door.directory.install(RoutingTable(compiling: changed))
            let next = try await door.call(back: first, "busy")
            #expect(next.agent == 3)
            // An older version comes late and is passed over.
            door.directory.install(RoutingTable(compiling: acmeConfiguration()))
            #expect(door.directory.versions[acme] == 4)
        }
    }
}
