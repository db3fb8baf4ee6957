import CXML
import CallControl
import CallEngine
import HTTP
import Telephony
import Testing

@testable import VoiceHooks

@Suite(.timeLimit(.minutes(1))) struct `The door for voice applications` {
    @Test func `connects a caller to an agent`() async throws {
        try await withDoor { door in
            let answer = try await door.ask(voiceJSON())
            #expect(answer.status == .ok)
            #expect(answer.contentType == "application/xml; charset=utf-8")
            #expect(answer.agent == 1)
            #expect(answer.dial?["callerId"] == "441632960099")
            #expect(answer.action?.contains("/api/voice/callback/") == true)
            let fact = try #require(door.journal.facts.first)
            #expect(fact.key == token(1))
            #expect(fact.source == .decision)
            #expect(fact.status == .ringing)
            #expect(fact.parties == CallParties(from: "441632960099", to: "7000"))
            #expect(fact.heading == CallHeading(direction: .inbound, raw: "inbound"))
            #expect(fact.startedAt == Timestamp(milliseconds: 1_790_000_000_123))
            #expect(fact.attempts?.map(\.agent) == [agentID(1)])
            #expect(fact.explanation?.rules.map(\.verdict) == [.taken])
            #expect(fact.explanation?.configurationVersion == 3)
            #expect(door.metric(#"strowger_sessions{state="connecting"}"#) == 1)
            #expect(door.metric(#"strowger_sessions{state="received"}"#) == 0)
        }
    }

    @Test func `takes turns among agents`() async throws {
        try await withDoor { door in
            var agents: [Int?] = []
            for call in 1...6 { agents.append(try await door.ask(voiceJSON(call)).agent) }
            #expect(agents == [1, 2, 3, 1, 2, 3])
        }
    }

    /// The parameters of a request as a form or a query.
    private func pairs(_ call: Int, domain: String = acmeDomain) -> String {
        let data = "%7B%22token%22%3A%22\(token(call))%22%7D"
        return "CallSid=\(token(call))&Session=\(token(call))&From=%2B441632960099&To=7000"
            + "&Direction=inbound&Domain=\(domain)&SessionData=\(data)"
    }

    @Test func `takes JSON, forms and queries`() async throws {
        try await withDoor { door in
            let bearer = ("Authorization", "bearer  \(acmeKey)")
            let json = ("Content-Type", "application/json; charset=utf-8")
            let form = ("Content-Type", "application/x-www-form-urlencoded")
            let path = "/api/voice/application"
            let answers = [
                try await door.send(
                    .post, path + "/\(acmeDomain)", headers: [bearer, json], body: voiceJSON(1)),
                try await door.send(.get, path + "?" + pairs(2), headers: [bearer]),
                try await door.send(.post, path, headers: [bearer, form], body: pairs(3)),
                // Without a word about the type, the first byte tells.
                try await door.send(.post, path, headers: [bearer], body: voiceJSON(4)),
                try await door.send(.post, path, headers: [bearer], body: pairs(5)),
            ]
            for answer in answers {
                #expect(answer.status == .ok)
                #expect(answer.agent != nil, "\(answer.text)")
            }
            #expect(Set(door.journal.facts.map(\.key)) == Set((1...5).map(token)))
        }
    }

    @Test(arguments: [
        ("/\(acmeDomain)", "inbound"), ("/ACME-Voice.Example.NET", "inbound"),
        ("/\(acmeDomain).", "inbound"), ("/\(acmeApplication)", "inbound"),
        ("/\(acmeApplication.uppercased())", "inbound"), ("", "inbound"), ("/", "INBOUND"),
        ("", "subscriber"), ("", "application"), ("", "outbound"), ("", "melted"),
    ])
    func `finds the tenant by path or body`(way: (path: String, direction: String)) async throws {
        try await withDoor { door in
            let answer = try await door.ask(voiceJSON(direction: way.direction), path: way.path)
            #expect(answer.agent == 1)
        }
    }

    @Test func `finds the tenant by header or application`() async throws {
        try await withDoor { door in
            let bearer = ("Authorization", "Bearer \(acmeKey)")
            let body = #"{"Session":"s1","To":"7000","From":"1","Domain":""}"#
            let byHeader = try await door.send(
                .post, "/api/voice/application",
                headers: [bearer, ("X-CX-DOMAIN", acmeDomain.uppercased())], body: body)
            #expect(byHeader.agent == 1)
            let byApplication = try await door.send(
                .post, "/api/voice/application", headers: [bearer],
                body: #"{"Session":"s2","To":"7000","ApplicationSid":"\#(acmeApplication)"}"#)
            #expect(byApplication.agent == 2)
            let byData = try await door.send(
                .post, "/api/voice/application", headers: [bearer],
                body:
                    #"{"Session":"s3","To":"7000","SessionData":{"domainNameOrId":"\#(acmeDomain)"}}"#
            )
            #expect(byData.agent == 3)
        }
    }

    @Test func `takes the session from a header when the body has none`() async throws {
        try await withDoor { door in
            let answer = try await door.send(
                .post, "/api/voice/application/\(acmeDomain)",
                headers: [("Authorization", "Bearer \(acmeKey)"), ("X-Cx-Session", token(8))],
                body: #"{"To":"7000"}"#)
            #expect(answer.agent == 1)
            #expect(door.journal.facts.first?.key == token(8))
        }
    }

    @Test func `routes by where the call comes from`() async throws {
        try await withDoor { door in
            let out = try await door.ask(
                voiceJSON(1, from: "2101", to: "+44 1632 960001", direction: "subscriber"))
            #expect(out.dial?["trunks"] == "carrier-a")
            let inside = try await door.ask(
                voiceJSON(2, from: "2101", to: "8000", direction: "subscriber"))
            #expect(inside.agent == 4)
            let ours = try await door.ask(
                voiceJSON(3, from: "8000", to: "441632960001", direction: "outbound-api"))
            #expect(ours.agent == 4)
            let unknown = try await door.ask(
                voiceJSON(4, from: "999", to: "441632960001", direction: "outbound-api"))
            #expect(unknown.isSafePlan)
        }
    }

    @Test func `serves the safe plan where no rule applies`() async throws {
        try await withDoor { door in
            let answer = try await door.ask(voiceJSON(to: "anonymous"))
            #expect(answer.status == .ok)
            #expect(answer.isSafePlan)
            let fact = try #require(door.journal.facts.last)
            #expect(fact.status == .failed)
            #expect(fact.endedAt != nil)
            #expect(door.metric(#"strowger_sessions{state="routing"}"#) == 0)
            #expect(door.metric(#"strowger_safe_plans_total{reason="no_matching_rule"}"#) == 1)
        }
    }

    @Test func `serves the safe plan of a tenant that is switched off`() async throws {
        let off = acmeConfiguration { $0.tenant.isEnabled = false }
        try await withDoor {
            $0.tenants = [off]
        } _: { door in
            let answer = try await door.ask(voiceJSON())
            #expect(answer.isSafePlan)
            for state in CallState.allCases where !state.isTerminal {
                let gauge = #"strowger_sessions{state="\#(state.rawValue)"}"#
                #expect(door.metric(gauge) == 0, "\(gauge)")
            }
        }
    }

    @Test(arguments: [
        "", "{", "[]", "null", "x", #"{"Session":""}"#, #"{"To":"7000"}"#, "\u{0}\u{1}",
        #"{"Session":["a"]}"#,
    ])
    func `serves the safe plan to a body nobody can read`(body: String) async throws {
        try await withDoor { door in
            let answer = try await door.ask(body)
            #expect(answer.status == .ok)
            #expect(answer.isSafePlan)
            #expect(door.engine.registry.liveCount == 0)
            #expect(door.audits.entries.map(\.outcome) == ["unreadable"])
        }
    }

    @Test func `answers 503 until the tenants are loaded`() async throws {
        try await withDoor {
            $0.isLoaded = false
        } _: { door in
            for path in [
                "application/\(acmeDomain)", "session/update", "session/cdr",
                "callback/AAAA",
            ] {
                let answer = try await door.send(
                    .post, "/api/voice/" + path,
                    headers: [("Authorization", "Bearer \(acmeKey)")], body: voiceJSON())
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.isJSON)
            }
            door.directory.markLoaded()
            #expect(try await door.ask(voiceJSON()).agent == 1)
        }
    }

    @Test func `audits what it is told to`() async throws {
        for (mode, expected) in [
            (AuditMode.all, ["accepted", "refused"]), (.faults, ["refused"]), (.off, []),
        ] {
            try await withDoor {
                $0.auditMode = mode
            } _: { door in
                _ = try await door.ask(voiceJSON())
                _ = try await door.ask(voiceJSON(domain: otherDomain))
                #expect(door.audits.entries.map(\.outcome) == expected)
            }
        }
    }
}
