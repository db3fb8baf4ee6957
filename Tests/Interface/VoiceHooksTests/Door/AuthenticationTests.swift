import CXML
import CallControl
import CallEngine
import HTTP
import Telephony
import Testing

@testable import VoiceHooks

@Suite(.timeLimit(.minutes(1))) struct `The gate of the door` {
    private let endpoints = ["application", "session/update", "session/cdr"]

    private func body(for endpoint: String, domain: String = acmeDomain) -> String {
        switch endpoint {
        case "application": voiceJSON(domain: domain)
        case "session/update": updateJSON(event: "e", status: "ringing", domain: domain)
        default: cdrJSON(domain: domain, session: #","session":{"token":"\#(token(1))"}"#)
        }
    }

    private func configured(_ mode: BearerMode) -> TenantConfiguration {
        acmeConfiguration {
            $0.tenant.authentication.application = mode
            $0.tenant.authentication.sessionUpdate = mode
            $0.tenant.authentication.cdr = mode
        }
    }

    private func post(
        _ door: TestDoor, _ endpoint: String, _ authorization: String?, path: String = "",
        domain: String = acmeDomain
    ) async throws -> Answer {
        try await door.send(
            .post, "/api/voice/\(endpoint)\(path)",
            headers: authorization.map { [("Authorization", $0)] } ?? [],
            body: body(for: endpoint, domain: domain))
    }

    @Test(
        arguments: [
            (BearerMode.required, "Bearer \(acmeKey)", HTTPStatus.ok),
            (.required, "BEARER   \(acmeNextKey)", .ok),
            (.required, "Bearer \(otherKey)", .unauthorized),
            (.required, "Bearer", .unauthorized),
            (.required, "Basic \(acmeKey)", .unauthorized),
            (.required, acmeKey, .unauthorized),
            (.required, nil, .unauthorized),
            (.ifPresent, "Bearer \(acmeKey)", .ok),
            (.ifPresent, "Bearer wrong", .unauthorized),
            (.ifPresent, "", .unauthorized),
            (.ifPresent, nil, .ok),
            (.off, "Bearer wrong", .ok),
            (.off, nil, .ok),
        ] as [(BearerMode, String?, HTTPStatus)])
    func `keeps to the tenant's mode`(
        mode: BearerMode, authorization: String?, status: HTTPStatus
    ) async throws {
        let tenant = configured(mode)
        for endpoint in endpoints {
            try await withDoor {
                $0.tenants = [tenant, otherConfiguration()]
                $0.lookup = true
            } _: { door in
                let answer = try await post(door, endpoint, authorization)
                #expect(answer.status == status, "\(endpoint): \(answer.text)")
                #expect(answer.isDocument == (status == .ok && endpoint == "application"))
            }
        }
    }

    @Test func `turns strangers away`() async throws {
        try await withDoor { door in
            for endpoint in endpoints {
                for (path, domain) in [
                    ("", "stranger.example"), ("/stranger.example", acmeDomain), ("", ""),
                    ("/00000000-0000-0000-0000-000000000000", acmeDomain),
                ] {
                    let text = body(for: endpoint, domain: domain)
                        .replacing(acmeApplication, with: "")
                        .replacing("\"domain\":\"\(acmeDomain)\"", with: "\"domain\":\"\(domain)\"")
                    let answer = try await door.send(
                        .post, "/api/voice/\(endpoint)\(path)",
                        headers: [("Authorization", "Bearer \(acmeKey)")], body: text)
                    #expect(answer.status == .unauthorized, "\(endpoint)\(path) \(answer.text)")
                    #expect(answer.isJSON)
                }
            }
            #expect(door.journal.facts.isEmpty)
            #expect(door.engine.registry.liveCount == 0)
        }
    }

    @Test func `does not let one tenant speak for another`() async throws {
        try await withDoor { door in
            for endpoint in endpoints {
                for (path, domain) in [
                    ("/\(acmeDomain)", otherDomain), ("/\(otherDomain)", acmeDomain),
                    ("/\(otherApplication)", acmeDomain),
                ] {
                    for key in [acmeKey, otherKey] {
                        let answer = try await post(
                            door, endpoint, "Bearer \(key)", path: path, domain: domain)
                        #expect(answer.status == .forbidden, "\(endpoint)\(path)")
                    }
                }
                // The right tenant with the other's key.
                let answer = try await post(door, endpoint, "Bearer \(otherKey)")
                #expect(answer.status == .unauthorized)
            }
            #expect(door.journal.facts.isEmpty)
        }
    }

    @Test func `compares header and body too`() async throws {
        try await withDoor { door in
            let answer = try await door.send(
                .post, "/api/voice/application",
                headers: [("Authorization", "Bearer \(acmeKey)"), ("X-Cx-Domain", otherDomain)],
                body: voiceJSON())
            #expect(answer.status == .forbidden)
        }
    }

    @Test func `passes over a domain nobody has`() async throws {
        try await withDoor { door in
            let answer = try await door.cdr(
                cdrJSON(domain: "nullDomain", owner: acmeOwner), path: "/\(acmeDomain)")
            #expect(answer.status == .ok)
        }
    }

    @Test func `asks for nothing but the token at a callback`() async throws {
        try await withDoor { door in
            let dial = try await door.ask(voiceJSON())
            let wrong = try await door.call(
                back: dial, "busy", headers: [("Authorization", "Bearer wrong")])
            #expect(wrong.status == .unauthorized)
            let right = try await door.call(
                back: dial, "busy", headers: [("Authorization", "Bearer \(acmeKey)")])
            #expect(right.agent == 2)
        }
    }

    @Test func `refuses a token that was not sealed here`() async throws {
        try await withDoor { door in
            let action = try #require(try await door.ask(voiceJSON()).action)
            let path = String(action.dropFirst("https://engine.example.net".count))
            let last = path.last == "A" ? "B" : "A"
            for target in [path.dropLast() + last, "/api/voice/callback/AAAA", path + "A"] {
                let answer = try await door.send(.post, String(target), body: voiceJSON())
                #expect(answer.status == .unauthorized)
            }
        }
    }

    @Test func `refuses a callback that names another tenant`() async throws {
        try await withDoor { door in
            let dial = try await door.ask(voiceJSON())
            let action = try #require(dial.action)
            let answer = try await door.send(
                .post, String(action.dropFirst("https://engine.example.net".count)),
                body: voiceJSON(domain: otherDomain, more: #","DialCallStatus":"busy""#))
            #expect(answer.status == .forbidden)
        }
    }

    @Test func `refuses a callback of a tenant that has gone`() async throws {
        try await withDoor { door in
            let dial = try await door.ask(voiceJSON())
            door.directory.remove(acme)
            #expect(try await door.call(back: dial, "busy").status == .unauthorized)
        }
    }
}
