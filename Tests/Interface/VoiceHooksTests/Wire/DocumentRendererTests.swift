import CXML
import CallControl
import CallEngine
import Cryptography
import HTTP
import Routing
import Telephony
import Testing

@testable import VoiceHooks

@Suite struct `A document` {
    private let renderer: DocumentRenderer

    init() throws {
        renderer = DocumentRenderer(
            seal: try CallbackSeal(key: SymmetricKey(Array(repeating: 7, count: 32))))
    }

    private let progress = RouteProgress(
        leg: .group, attempt: 1, turn: 0, tried: [agentID(1)], groups: [GroupID(rawValue: 1)])

    private func call(from: String = "441632960099", to: String = "7000") -> IncomingCall {
        IncomingCall(
            tenant: acme, session: SessionToken(rawValue: token(1)), callID: "c",
            from: PhoneAddress(from), to: PhoneAddress(to), origin: .inbound,
            rawDirection: "inbound", startedAt: Timestamp(milliseconds: 0))
    }

    private func snapshot(_ configuration: TenantConfiguration) -> TenantSnapshot {
        let table = RoutingTable(compiling: configuration)
        return TenantSnapshot(table: table, safeAnswer: renderer.safeAnswer(for: table))
    }

    private func render(
        _ decision: Decision, for call: IncomingCall? = nil,
        in configuration: TenantConfiguration = acmeConfiguration(),
        location: SourceLocation = #_sourceLocation
    ) -> Answer {
        // What cannot be said is replaced by the safe plan, as the engine does.
        let snapshot = snapshot(configuration)
        let bytes =
            renderer.render(
                decision, for: call ?? self.call(), progress: progress, snapshot: snapshot)
            ?? snapshot.safeAnswer
        let answer = Answer(status: .ok, bytes: bytes, contentType: nil)
        #expect(CXMLValidator.validate(bytes) == [], "\(answer.text)", sourceLocation: location)
        return answer
    }

    private func attempt(_ agent: Int = 1) -> Decision {
        .agent(
            AgentAttempt(
                agent: agentID(agent), group: GroupID(rawValue: 1), number: 1,
                ringTimeout: .seconds(25), timeLimit: .seconds(3_600)))
    }

    private func trunks(to destination: String) -> Decision {
        .trunks(
            TrunkAttempt(
                rule: RuleID(rawValue: 9), trunks: [TrunkID(rawValue: 1), TrunkID(rawValue: 2)],
                isFallback: false, number: 1, destination: destination,
                ringTimeout: .seconds(45), timeLimit: nil))
    }

    @Test func `rings an agent and comes back`() throws {
        let answer = render(attempt())
        let dial = try #require(answer.dial)
        #expect(dial["timeout"] == "25")
        #expect(dial["timeLimit"] == "3600")
        #expect(dial["callerId"] == "441632960099")
        #expect(dial["method"] == "POST")
        let service = try #require(dial.first("Service"))
        #expect(service["provider"] == "vapi")
        #expect(service["username"] == "user-1")
        #expect(service["password"] == "pass&<1>")
        #expect(service.text == "+12025550101")
        #expect(dial["action"]?.hasPrefix("https://engine.example.net/api/voice/callback/") == true)
    }

    @Test func `shows the tenant's caller id when it has one`() {
        let configuration = acmeConfiguration { $0.tenant.dial.callerID = "+12025550188" }
        #expect(render(attempt(), in: configuration).dial?["callerId"] == "+12025550188")
    }

    @Test func `goes out by trunks`() throws {
        let dial = try #require(render(trunks(to: "+441632960001")).dial)
        #expect(dial["trunks"] == "carrier-a,carrier-b")
        #expect(dial["timeLimit"] == nil)
        #expect(dial.first("Number")?.text == "+441632960001")
    }

    @Test func `dials a number, and comes back`() throws {
        let answer = render(.number("+12025550199", ringTimeout: .seconds(20)))
        #expect(answer.rung == "+12025550199")
        #expect(answer.action != nil)
    }

    @Test func `ends a call`() { #expect(render(.hangup).isHangup) }

    @Test(arguments: SafePlanReason.allCases)
    func `says the safe plan for any reason`(reason: SafePlanReason) {
        #expect(render(.safePlan(reason)).isSafePlan)
    }

    @Test func `has every kind of safe plan`() {
        func plan(_ plan: SafePlan) -> Answer {
            render(.safePlan(.overloaded), in: acmeConfiguration { $0.tenant.safePlan = plan })
        }
        #expect(plan(.hangup).isHangup)
        #expect(plan(.say("Bye & <good> luck \u{7}\u{1F600}")).isSafePlan)
        #expect(plan(.say("")).isHangup)
        #expect(plan(.say(String(repeating: "long ", count: 10_000))).isHangup)
        #expect(plan(.number("+12025550177")).rung == "+12025550177")
        #expect(plan(.number("not a number")).isHangup)
        #expect(plan(.agent(agentID(4))).agent == 4)
        #expect(plan(.agent(agentID(99))).isHangup)
    }

    @Test func `does not ring a disabled agent for a safe plan`() {
        let configuration = acmeConfiguration {
            $0.agents[3].isEnabled = false
            $0.tenant.safePlan = .agent(agentID(4))
        }
        #expect(render(.safePlan(.overloaded), in: configuration).isHangup)
    }

    @Test func `rings a number and a SIP address as agents`() {
        let configuration = acmeConfiguration {
            $0.agents[0].provider = "number"
            $0.agents[1].provider = "sip"
            $0.agents[1].serviceValue = Secret("sip:desk@pbx.example.net;transport=tls")
            $0.agents[2].provider = "sip"
            $0.agents[2].serviceValue = Secret("nonsense")
        }
        #expect(render(attempt(1), in: configuration).dial?.first("Number") != nil)
        let sip = render(attempt(2), in: configuration).dial?.first("Sip")
        #expect(sip?.text == "sip:desk@pbx.example.net;transport=tls")
        #expect(sip?["username"] == "user-2")
        #expect(render(attempt(3), in: configuration).isSafePlan)
    }

    @Test func `emits each credential that is there`() {
        let configuration = acmeConfiguration { $0.agents[0].password = nil }
        let service = render(attempt(1), in: configuration).dial?.first("Service")
        #expect(service?["username"] == "user-1")
        #expect(service?["password"] == nil)
    }

    static let nasty = [
        "", " ", "\"", "'", "&", "<", ">", "]]>", "<!--", "&amp;", "a\u{0}b", "\u{1}", "\u{7F}",
        "\u{85}", "\u{FFFE}", "\u{FFFF}", "a\nb", "\t", "\u{1F600}", "\u{202E}1", "é", "\u{300}",
        "12\u{A0}34", "+1 (202) 555-0100", "anonymous", "sip:bob@host", "*72", "#", "1,2",
        String(repeating: "9", count: 10_240), String(repeating: "\u{1F600}", count: 2_560),
        "\u{FEFF}1", "\u{2028}",
    ]

    @Test(arguments: nasty)
    func `is legal whatever the names and numbers are`(text: String) {
        _ = render(attempt(), for: call(from: text, to: text))
        _ = render(trunks(to: text), for: call(from: text, to: text))
        _ = render(.number(text, ringTimeout: .seconds(20)))
        for plan in [SafePlan.say(text), .number(text)] {
            _ = render(
                .safePlan(.noMatchingRule), in: acmeConfiguration { $0.tenant.safePlan = plan })
        }
        _ = render(
            attempt(),
            in: acmeConfiguration {
                $0.agents[0].serviceValue = Secret(text)
                $0.agents[0].username = Secret(text)
            })
        _ = render(attempt(), in: acmeConfiguration { $0.agents[0].provider = text })
        _ = render(attempt(), in: acmeConfiguration { $0.tenant.publicBaseURL = text })
        _ = render(attempt(), in: acmeConfiguration { $0.tenant.dial.callerID = text })
        _ = render(trunks(to: "1"), in: acmeConfiguration { $0.trunks[0].name = text })
    }

    @Test(arguments: [
        Duration.zero, .milliseconds(1), .seconds(1), .seconds(86_401), .seconds(Int64.max / 4),
        .seconds(-5),
    ])
    func `is legal whatever the durations are`(duration: Duration) {
        _ = render(
            .agent(
                AgentAttempt(
                    agent: agentID(1), group: nil, number: 1, ringTimeout: duration,
                    timeLimit: duration)))
        _ = render(
            .number("1", ringTimeout: duration),
            in: acmeConfiguration {
                $0.tenant.dial.ringTimeout = duration
                $0.tenant.dial.timeLimit = duration
            })
    }
}
