import JSON
import Telephony
import Testing

@testable import VoiceHooks

@Suite struct `A voice request` {
    private func json(_ text: String) throws -> VoiceRequest {
        try VoiceRequest(json: Array(text.utf8))
    }

    private func form(_ text: String) throws -> VoiceRequest {
        try VoiceRequest(form: try FormReader(Array(text.utf8)))
    }

    @Test func `is read from the newest shape`() throws {
        let request = try json(voiceJSON(1, from: "2101", to: "7000", direction: "subscriber"))
        #expect(request.session == token(1))
        #expect(request.callSid == token(1))
        #expect(request.from == "2101")
        #expect(request.to == "7000")
        #expect(request.direction == "subscriber")
        #expect(request.domain == acmeDomain)
        #expect(request.application == acmeApplication)
        #expect(request.dialCallStatus == nil)
        #expect(request.sessionData.token == token(1))
        #expect(request.sessionData.domain == acmeDomain)
        #expect(request.sessionData.callStartTime == Timestamp(milliseconds: 1_790_000_000_123))
        #expect(request.token?.rawValue == token(1))
    }

    @Test func `is read from the older shape of an inbound trunk`() throws {
        let request = try json(
            """
            {"ApiVersion":"1","CallStatus":"unknown","From":"441632960001","To":"12125550199",
             "CallSid":"77aa11bb22cc33dd@sbc1.carrier.example",
             "SessionData":{"id":3100042,"domainId":140,"destination":"12125550198",
              "callerId":"441632960002","token":"\(token(5))",
              "profile":{"trunk-sip-headers":{"Ident":"ZXhhbXBsZQ==","A2B-Account":""},
               "callId":["77aa@sbc1"],"inbound-trunk-name":"carrier-in-1","inbound-trunk-id":512},
              "callStartTime":1660000000456,"status":"new","domainNameOrId":"acme.example",
              "ringing":false},
             "Domain":"acme.example","Direction":"inbound","AccountSid":"acme.example",
             "Session":"\(token(5))"}
            """)
        #expect(request.callSid == "77aa11bb22cc33dd@sbc1.carrier.example")
        #expect(request.token?.rawValue == token(5))
        #expect(request.application.isEmpty)
        #expect(request.from == "441632960001")
    }

    @Test(arguments: [
        "\(token(3))", #"{"token":"\#(token(3))"}"#, #""{\"token\":\"\#(token(3))\"}""#,
    ])
    func `reads session data as an object, as text or not at all`(data: String) throws {
        let isToken = !data.contains("token\":") && !data.contains("\\\"")
        let member = isToken ? "12" : data
        let request = try json(#"{"SessionData":\#(member),"To":"1"}"#)
        #expect(request.sessionData.token == (isToken ? "" : token(3)))
        #expect(request.to == "1")
    }

    @Test(arguments: [
        #""not json""#, #""{\"token\":""#, "null", "[]", "[{}]", "true", "-1e3", #""""#,
    ])
    func `goes on without session data that cannot be read`(data: String) throws {
        let request = try json(#"{"SessionData":\#(data),"Session":"abc","To":"7000"}"#)
        #expect(request.token?.rawValue == "abc")
        #expect(request.sessionData == VoiceRequest.SessionModel())
    }

    @Test func `holds numbers of 64 bits, and numbers in place of text`() throws {
        let request = try json(
            """
            {"From":2101,"To":12125550199,"SessionData":{"id":9223372036854775807,
            "domainId":99999999999,"callStartTime":1790000000123,"token":"t"},"Session":null}
            """)
        #expect(request.from == "2101")
        #expect(request.to == "12125550199")
        #expect(request.token?.rawValue == "t")
        let huge = try json(
            #"{"SessionData":{"callStartTime":99999999999999999999999,"token":"t"}}"#)
        #expect(huge.sessionData.callStartTime == nil)
        #expect(huge.token?.rawValue == "t")
    }

    @Test func `is read from a form and from a query`() throws {
        let data = #"%7B%22token%22%3A%22\#(token(2))%22%2C%22callStartTime%22%3A1790000000123%7D"#
        for text in [
            "CallSid=\(token(2))&From=%2B441632960099&To=7000&Direction=inbound"
                + "&Domain=\(acmeDomain)&SessionData=\(data)&Digits=4%232&SpeechResult=sales+please"
        ] {
            let request = try form(text)
            #expect(request.from == "+441632960099")
            #expect(request.digits == "4#2")
            #expect(request.speechResult == "sales please")
            #expect(request.sessionData.token == token(2))
            #expect(
                request.sessionData.callStartTime == Timestamp(milliseconds: 1_790_000_000_123))
            #expect(request.token?.rawValue == token(2))
        }
    }

    @Test func `takes the session, then its data, then the call id for its key`() throws {
        #expect(try json(#"{"Session":"s","CallSid":"c"}"#).token?.rawValue == "s")
        #expect(
            try json(#"{"SessionData":{"token":"d"},"CallSid":"c"}"#).token?.rawValue == "d")
        #expect(try json(#"{"CallSid":"c@host:5060"}"#).token?.rawValue == "c@host:5060")
        #expect(try json("{}").token == nil)
        let long = String(repeating: "x", count: 256)
        #expect(try json(#"{"Session":"\#(long)","CallSid":"c"}"#).token?.rawValue == "c")
    }

    @Test func `says what a dial came to only when it reports one`() throws {
        #expect(try json(#"{"DialCallStatus":"no-answer"}"#).dialCallStatus == "no-answer")
        #expect(try json(#"{"DialCallStatus":null}"#).dialCallStatus == nil)
        #expect(try json("{}").dialCallStatus == nil)
        #expect(try form("DialCallStatus=busy").dialCallStatus == "busy")
    }

    @Test func `becomes a call that keeps what the switch said`() throws {
        let request = try json(
            voiceJSON(1, from: "anonymous", to: "+1 (212) 555-0199", direction: "Outbound-API"))
        let call = request.call(
            of: acme, token: SessionToken(rawValue: token(1)))
        #expect(call.from.key == .text("anonymous"))
        #expect(call.to.raw == "+1 (212) 555-0199")
        #expect(call.to.key == .digits(Array("12125550199".utf8)))
        #expect(call.origin == .apiOutbound)
        #expect(call.rawDirection == "Outbound-API")
        #expect(call.startedAt == Timestamp(milliseconds: 1_790_000_000_123))
    }

    @Test(arguments: ["", "[]", "{", "null", "{\"To\":}", "{}x", "\u{FEFF}{}", "{\"a\":\"\\u12\"}"])
    func `is refused when it is no object`(text: String) {
        #expect(throws: BodyFault.self) { try json(text) }
    }
}
