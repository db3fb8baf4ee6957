import JSON
import Telephony
import Testing

@testable import VoiceHooks

@Suite struct `A session update` {
    private let received = Timestamp(milliseconds: 42)

    private func one(_ text: String) throws -> SessionUpdate {
        try #require(try SessionUpdate.list(json: Array(text.utf8)).first)
    }

    @Test func `is read from the session model`() throws {
        let update = try one(
            updateJSON(
                event: "91b2b7de-09a1-47f2-8a77-52f8a0f8f611", status: "connected", second: 24,
                answered: 1_790_000_004_500))
        #expect(update.key?.rawValue == token(1))
        #expect(update.domain == acmeDomain)
        let report = try #require(update.report(receivedAt: received))
        #expect(report.stage == .connected)
        #expect(report.eventID == "91b2b7de-09a1-47f2-8a77-52f8a0f8f611")
        #expect(report.startedAt == Timestamp(milliseconds: 1_790_000_000_123))
        #expect(report.answeredAt == Timestamp(milliseconds: 1_790_000_004_500))
        #expect(report.endedAt == nil)
        #expect(report.modifiedAt == ISO8601.timestamp("2026-09-21T14:13:24Z"))
    }

    @Test func `takes zero for never`() throws {
        let update = try one(
            #"{"token":"t","status":"noanswer","callAnswerTime":0,"callEndTime":0}"#)
        let report = try #require(update.report(receivedAt: received))
        #expect(report.answeredAt == nil)
        #expect(report.endedAt == nil)
        #expect(report.modifiedAt == received)
    }

    @Test func `comes in lists, of which the first hundred are taken`() throws {
        let object = updateJSON(event: "e", status: "ringing")
        #expect(try SessionUpdate.list(json: Array("[\(object)]".utf8)).count == 1)
        #expect(try SessionUpdate.list(json: Array("[]".utf8)).isEmpty)
        let many = Array(repeating: #"{"token":"t"}"#, count: 150).joined(separator: ",")
        #expect(try SessionUpdate.list(json: Array("[\(many)]".utf8)).count == 100)
    }

    @Test func `is over when it has an end, whatever its status says`() throws {
        let times = #""callStartTime":1000,"callEndTime":9000"#
        let cases: [(String, SwitchReport.Stage)] = [
            (#"{"status":"connected","callAnswerTime":2000,\#(times)}"#, .ended(.answered)),
            (#"{"status":"ringing",\#(times)}"#, .ended(.noAnswer)),
            (#"{"status":"ringing","callAnswerTime":2000,\#(times)}"#, .ended(.answered)),
            (#"{"status":"busy",\#(times)}"#, .ended(.busy)),
        ]
        for (text, stage) in cases {
            #expect(try one(text).report(receivedAt: received)?.stage == stage, "\(text)")
        }
    }

    @Test(arguments: [
        (#"{"CallSid":"c","CallStatus":"ringing"}"#, SwitchReport.Stage.ringing),
        (#"{"Session":"c","CallStatus":"no-answer"}"#, .ended(.noAnswer)),
        (#"{"CallSid":"c","CallStatus":"in-progress"}"#, .connected),
        (#"{"CallSid":"c","DialCallStatus":"busy"}"#, .ended(.busy)),
        (#"{"CallSid":"c","CallStatus":"completed","DialCallStatus":"busy"}"#, .ended(.busy)),
        (#"{"CallSid":"c","CallStatus":"in-progress","DialCallStatus":"answered"}"#, .connected),
        (#"{"CallSid":"c","CallStatus":"in-progress","DialCallStatus":"busy"}"#, .starting),
        (#"{"CallSid":"c","CallStatus":"completed","DialCallStatus":""}"#, .ended(.answered)),
    ])
    func `is read from the specification's short form`(
        short: (text: String, stage: SwitchReport.Stage)
    ) throws {
        let update = try one(short.text)
        #expect(update.key?.rawValue == "c")
        #expect(update.report(receivedAt: received)?.stage == short.stage)
    }

    @Test func `is known by what it says when it has no event id`() throws {
        func event(_ text: String) throws -> String? {
            try one(text).report(receivedAt: received)?.eventID
        }
        let busy = try event(#"{"CallSid":"c","DialCallStatus":"busy"}"#)
        #expect(try event(#"{"CallSid":"c","DialCallStatus":"busy"}"#) == busy)
        #expect(try event(#"{"CallSid":"c","DialCallStatus":"completed"}"#) != busy)
        let first = try event(
            #"{"token":"c","status":"ringing","modifiedAt":"2026-09-21T14:13:24Z"}"#)
        let second = try event(
            #"{"token":"c","status":"ringing","modifiedAt":"2026-09-21T14:13:25Z"}"#)
        #expect(first != second)
    }

    @Test func `says nothing with a status nobody has documented`() throws {
        #expect(try one(#"{"token":"t","status":"melted"}"#).report(receivedAt: received) == nil)
        #expect(try one(#"{"token":"t"}"#).report(receivedAt: received) == nil)
    }

    @Test func `takes its domain by name or from a model`() throws {
        #expect(try one(#"{"domain":{"id":1,"name":"a.example"}}"#).domain == "a.example")
        #expect(try one(#"{"Domain":"b.example"}"#).domain == "b.example")
        #expect(try one(#"{"domain":null}"#).domain.isEmpty)
        #expect(try one(#"{"domain":{"id":1}}"#).domain.isEmpty)
    }

    @Test func `is read from a form`() throws {
        let update = SessionUpdate(
            form: try FormReader(
                Array(
                    "Session=c&Domain=a.example&CallStatus=answer&callEndTime=9000&eventId=e".utf8))
        )
        #expect(update.key?.rawValue == "c")
        #expect(update.domain == "a.example")
        #expect(update.report(receivedAt: received)?.stage == .ended(.answered))
        #expect(update.report(receivedAt: received)?.endedAt == Timestamp(milliseconds: 9_000))
    }

    @Test(arguments: ["", "1", "null", "\"x\"", "[1]", "[{}", "{\"token\":{}"])
    func `is refused when it is neither object nor list of objects`(text: String) {
        #expect(throws: BodyFault.self) { try SessionUpdate.list(json: Array(text.utf8)) }
    }
}
