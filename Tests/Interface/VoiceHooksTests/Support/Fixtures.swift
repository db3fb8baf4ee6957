import Cryptography
import Routing
import Telephony

// Two tenants and the requests a switch would send about their calls; all values are made up.

let acme = TenantID(rawValue: 1)
let other = TenantID(rawValue: 2)
let acmeDomain = "acme-voice.example.net"
let acmeUUID = "6b1f4c0e-2f0e-4a52-9f9e-0b7d1d0f2a01"
let acmeApplication = "0f4c2a9e-3b1d-4c60-9f57-2b8a1d5e7c11"
let otherDomain = "other.example.net"
let otherApplication = "9a9b9c9d-3b1d-4c60-9f57-2b8a1d5e7c22"
/// A real key has such characters in it.
let acmeKey = "kT7^q!w=e)r"
let acmeNextKey = "next-key-of-the-rotation"
let otherKey = "other-key"

/// A session token; every number has another.
func token(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "c", count: 32 - digits.count) + digits
}

func agentID(_ number: Int) -> AgentID { AgentID(rawValue: Int64(number)) }

func agent(_ number: Int) -> VoiceAgent {
    VoiceAgent(
        id: agentID(number), name: "agent \(number)", provider: "vapi",
        serviceValue: Secret("+1202555010\(number)"), username: Secret("user-\(number)"),
        password: Secret("pass&<\(number)>"))
}

/// 7… goes to a group of three with a number behind it, 8000 to one agent, 44… out by trunks.
func acmeConfiguration(_ change: (inout TenantConfiguration) -> Void = { _ in })
    -> TenantConfiguration
{
    var tenant = Tenant(
        id: acme, name: "acme", version: 3,
        domains: [TenantDomain(name: acmeDomain, uuid: acmeUUID)],
        applications: [acmeApplication], publicBaseURL: "https://engine.example.net")
    tenant.authentication = WebhookAuthentication(
        keyHashes: [acmeKey, acmeNextKey].map { SHA256.hash(Array($0.utf8)) })
    var configuration = TenantConfiguration(tenant: tenant, agents: (1...4).map(agent))
    let group = GroupID(rawValue: 1)
    configuration.groups = [
        AgentGroupDefinition(
            id: group, name: "sales", strategy: .roundRobin(.init()),
            members: (1...3).map { GroupMember(agent: agentID($0)) },
            fallback: .number("+12025550199"))
    ]
    configuration.inboundRules = [
        ("7*", RuleTarget.group(group)), ("8000", .agent(agentID(4))),
    ].enumerated().compactMap { index, rule in
        NumberPattern(rule.0).map {
            InboundRule(
                id: RuleID(rawValue: Int64(index + 1)), pattern: $0, target: rule.1, priority: 1)
        }
    }
    configuration.trunks = [
        Trunk(id: TrunkID(rawValue: 1), name: "carrier-a"),
        Trunk(id: TrunkID(rawValue: 2), name: "carrier-b"),
    ]
    if let everybody = NumberPattern("*"), let british = NumberPattern("44*") {
        configuration.outboundRules = [
            OutboundRule(
                id: RuleID(rawValue: 9), callerPattern: everybody, destinationPattern: british,
                trunks: [TrunkID(rawValue: 1)], fallbackTrunks: [TrunkID(rawValue: 2)])
        ]
    }
    change(&configuration)
    return configuration
}

func otherConfiguration() -> TenantConfiguration {
    var tenant = Tenant(
        id: other, name: "other", domains: [TenantDomain(name: otherDomain)],
        applications: [otherApplication], publicBaseURL: "https://engine.example.net")
    tenant.authentication = WebhookAuthentication(keyHashes: [SHA256.hash(Array(otherKey.utf8))])
    return TenantConfiguration(tenant: tenant)
}

// MARK: - Bodies

/// A voice-application request in the newest shape.
func voiceJSON(
    _ call: Int = 1, from: String = "441632960099", to: String = "7000",
    direction: String = "inbound", domain: String = acmeDomain, more: String = ""
) -> String {
    """
    {"ApplicationSid":"\(acmeApplication)","ApiVersion":"1","CallStatus":"in-progress",
     "From":"\(from)","CallSid":"\(token(call))","To":"\(to)",
     "SessionData":{"id":31000417,"domainId":2044,"outgoingSubscriberId":300112,
      "destination":"\(to)","callerId":"\(from)","token":"\(token(call))",
      "profile":{"subscriber-sip-headers":{"Cloudonix-Origin":"subscriber","CID":"Qm9n.."},
       "callId":["Qm9n.."]},
      "callStartTime":1790000000123,"status":"NEW","vappServer":"172.24.10.20",
      "callIds":["Qm9n.."],"ringing":false,"domainNameOrId":"\(domain)"},
     "Domain":"\(domain)","Direction":"\(direction)",
     "Application":{"id":5120,"domainId":2044,"name":"main","uuid":"\(acmeApplication)",
      "profile":{},"type":"cxml","url":"https://engine.example.net/","llm-tools":[]},
     "AccountSid":"\(domain)","Session":"\(token(call))"\(more)}
    """
}

/// A session update with the members that matter.
func updateJSON(
    _ call: Int = 1, event: String, status: String, second: Int = 20, domain: String = acmeDomain,
    answered: Int64 = 0, ended: Int64? = nil
) -> String {
    """
    {"id":31000417,"eventId":"\(event)","domainId":2044,"domain":"\(domain)",
     "subscriberId":null,"direction":"incoming","token":"\(token(call))","timeLimit":0,
     "createdAt":"2026-09-21T14:13:20Z","modifiedAt":"2026-09-21T14:13:\(second)Z",
     "status":"\(status)","callStartTime":1790000000123,"callAnswerTime":\(answered),
     "callEndTime":\(ended.map(String.init) ?? "null"),"profile":{},"action":"updated",
     "reason":"api"}
    """
}

/// A call detail record; `session` and `owner` are members as JSON, with their comma.
func cdrJSON(
    _ call: Int = 1, domain: String = acmeDomain, disposition: String = "\"ANSWER\"",
    owner: String = "", session: String? = nil
) -> String {
    let whole = """
        ,"session":{"id":31000417,"token":"\(token(call))","domainId":2044,"domain":"\(acmeDomain)",
          "callStartTime":1790000000123,"callAnswerTime":1790000004500,
          "callEndTime":1790000065700,"status":"answer",
          "profile":{"qos":{"rtt":12,"rx_mos":"NaN","tx_mos":4.3,"ssrc":305419896}}}
        """
    return """
        {"timestamp":1790000000,"from":"441632960099","to":"7000","domain":"\(domain)",
         "subscriber":null,"cx_trunk_id":512,"application":"main","route":null,"duration":65,
         "billsec":61,"disposition":\(disposition),"rated_cost":null,
         "vapp_server":"172.24.10.20","call_id":"77aa\(call)@10.0.0.9:5060"\(owner)\(session ?? whole)}
        """
}

let acmeOwner = """
    ,"owner":{"domain":{"name":"\(acmeDomain)","uuid":"\(acmeUUID)"},
      "tenant":{"name":"acme","uuid":"a2a9d8c4-0a5b-4a77-8f6c-51c1f2a7b902"}}
    """
