import JSON
import Telephony
import Testing

@testable import VoiceHooks

@Suite struct `A call detail record` {
    private func json(_ text: String) throws -> CDRRequest {
        try CDRRequest(json: Array(text.utf8))
    }

    @Test func `is read whole`() throws {
        let cdr = try json(cdrJSON(owner: acmeOwner))
        #expect(cdr.domain == acmeDomain)
        #expect(cdr.ownerDomain == acmeDomain)
        #expect(cdr.ownerUUID == acmeUUID)
        let detail = cdr.detail
        #expect(detail.session?.rawValue == token(1))
        #expect(detail.callID == "77aa1@10.0.0.9:5060")
        #expect(detail.timestamp == Timestamp(milliseconds: 1_790_000_000_000))
        #expect(detail.startedAt == Timestamp(milliseconds: 1_790_000_000_123))
        #expect(detail.answeredAt == Timestamp(milliseconds: 1_790_000_004_500))
        #expect(detail.endedAt == Timestamp(milliseconds: 1_790_000_065_700))
        #expect(detail.duration == 65)
        #expect(detail.billedSeconds == 61)
        #expect(detail.outcome == .answered)
        #expect(detail.rawDisposition == "ANSWER")
        #expect(detail.trunk == "512")
        #expect(detail.recordKey == token(1))
    }

    @Test(arguments: ["", #","session":null"#, #","session":"abc""#, #","session":7"#])
    func `has a key of its own without a session`(session: String) throws {
        let detail = try json(cdrJSON(session: session)).detail
        #expect(detail.session == nil)
        #expect(detail.recordKey == "cdr:77aa1@10.0.0.9:5060@1790000000")
    }

    @Test func `takes text for a session when it looks like a token`() throws {
        let detail = try json(cdrJSON(session: #","session":"\#(token(4))""#)).detail
        #expect(detail.session?.rawValue == token(4))
    }

    @Test(arguments: [
        ("\"ANSWER\"", DialOutcome.answered), ("\"No Answer\"", .noAnswer), ("\"BUSY\"", .busy),
        ("\"CANCEL\"", .canceled), ("\"CONGESTION\"", .failed), ("null", .failed),
        ("\"\"", .failed), ("\"MELTED\"", .failed),
    ])
    func `has an outcome for every disposition`(
        disposition: (text: String, outcome: DialOutcome)
    ) throws {
        #expect(
            try json(cdrJSON(disposition: disposition.text)).detail.outcome == disposition.outcome)
    }

    @Test func `tells zero from missing`() throws {
        let zero = try json(
            #"{"call_id":"c","timestamp":1790000000,"duration":42,"billsec":0,"disposition":"BUSY"}"#
        ).detail
        #expect(zero.duration == 42)
        #expect(zero.billedSeconds == 0)
        let missing = try json(#"{"call_id":"c","duration":null}"#).detail
        #expect(missing.duration == nil)
        #expect(missing.billedSeconds == nil)
        let nonsense = try json(#"{"call_id":"c","duration":"NaN","billsec":-3}"#).detail
        #expect(nonsense.duration == nil)
        #expect(nonsense.billedSeconds == nil)
    }

    @Test func `was never answered with an answer at zero`() throws {
        let detail = try json(
            """
            {"call_id":"c","timestamp":1790000000,"disposition":"NOANSWER","session":{
             "token":"\(token(1))","callStartTime":1790000000387,"callAnswerTime":0,
             "callEndTime":1790000034343}}
            """
        ).detail
        #expect(detail.answeredAt == nil)
        #expect(detail.duration == 33)  // floored, as the carrier does it
        #expect(detail.billedSeconds == nil)
        #expect(detail.outcome == .noAnswer)
    }

    @Test func `finds its owner behind a junk domain`() throws {
        let cdr = try json(cdrJSON(domain: "nullDomain", owner: acmeOwner))
        #expect(cdr.domain == "nullDomain")
        #expect(cdr.ownerDomain == acmeDomain)
        #expect(cdr.sessionDomain == acmeDomain)
        let plain = try json(#"{"call_id":"c","owner":{"domain":"a.example"}}"#)
        #expect(plain.ownerDomain == "a.example")
        for owner in ["null", "[]", "7", #"{"tenant":{"name":"x"}}"#, #"{"domain":null}"#] {
            #expect(try json(#"{"call_id":"c","owner":\#(owner)}"#).ownerUUID.isEmpty)
        }
    }

    @Test(arguments: [("512", "512"), ("\"512\"", "512"), ("\"carrier-a\"", "carrier-a")])
    func `names its trunk by number or text`(trunk: (json: String, text: String)) throws {
        #expect(
            try json(#"{"call_id":"c","cx_trunk_id":\#(trunk.json)}"#).detail.trunk == trunk.text)
        #expect(try json(#"{"call_id":"c","cx_trunk_id":null}"#).detail.trunk == nil)
    }

    @Test(arguments: [
        "9223372036854775807", "-1", "1e400", "\"x\"", "null", "[]", "99999999999999999999",
    ])
    func `survives any timestamp`(timestamp: String) throws {
        let detail = try json(#"{"call_id":"c","timestamp":\#(timestamp)}"#).detail
        #expect(detail.timestamp.milliseconds <= 0)
    }

    @Test func `is read from a form`() throws {
        let cdr = try CDRRequest(
            form: try FormReader(
                Array(
                    "call_id=c%40h&domain=a.example&timestamp=1790000000&duration=5&billsec=0&disposition=NO+ANSWER&token=\(token(9))"
                        .utf8)))
        #expect(cdr.detail.session?.rawValue == token(9))
        #expect(cdr.detail.callID == "c@h")
        #expect(cdr.detail.billedSeconds == 0)
        #expect(cdr.detail.outcome == .noAnswer)
    }

    @Test(arguments: [
        "{}", "[]", "", "{", #"{"call_id":""}"#, #"{"session":"abc"}"#,
        #"{"call_id":"\#(String(repeating: "x", count: 256))"}"#,
    ])
    func `is refused when it cannot be kept apart from others`(text: String) {
        #expect(throws: BodyFault.self) { try json(text) }
    }
}
