import CXML
import Foundation

/// One call as Cloudonix tells it, step by step.
struct SampleCall: Sendable {
    let token: String
    var from = "12125550100"
    let to: String
    let domain: String
    let key: String
    let startedAt: Int64

    init(to: String, at site: Site, token: String = SampleCall.freshToken()) {
        self.token = token
        self.to = to
        domain = site.domain
        key = site.key
        startedAt = Int64(Date().timeIntervalSince1970)
    }

    /// 32 hexadecimal digits nobody has used.
    static func freshToken() -> String {
        UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
    }

    private func request(_ path: String, _ members: String) -> WebRequest {
        WebRequest(path: path, key: key, body: Array(members.utf8))
    }

    private var members: String {
        """
        "CallSid":"\(token)","Session":"\(token)","From":"\(from)","To":"\(to)",\
        "Direction":"inbound","CallStatus":"in-progress","Domain":"\(domain)",\
        "AccountSid":"\(domain)","ApiVersion":"1","SessionData":{"id":31000417,\
        "token":"\(token)","callStartTime":\(startedAt)123,"status":"NEW","ringing":false,\
        "profile":{"callId":["x"]},"domainNameOrId":"\(domain)"}
        """
    }

    /// The call arrives.
    var arrival: WebRequest {
        request("/api/voice/application/\(domain)", "{\(members)}")
    }

    /// The attempt of a document has ended.
    func callback(of document: Document, _ status: String) -> WebRequest {
        request(document.callback, "{\(members),\"DialCallStatus\":\"\(status)\"}")
    }

    /// A report of progress.
    func update(_ status: String, event: String) -> WebRequest {
        request(
            "/api/voice/session/update/\(domain)",
            """
            [{"id":31000417,"token":"\(token)","domain":"\(domain)","eventId":"\(event)",\
            "status":"\(status)","callStartTime":\(startedAt)123,"action":"updated"}]
            """)
    }

    /// The carrier's record of the call.
    var detail: WebRequest {
        request(
            "/api/voice/session/cdr/\(domain)",
            """
            {"timestamp":\(startedAt),"from":"\(from)","to":"\(to)","domain":"\(domain)",\
            "duration":65,"billsec":40,"disposition":"ANSWER","call_id":"\(token)@10.0.0.9:5060",\
            "session":{"id":1,"token":"\(token)","domain":"\(domain)",\
            "callStartTime":\(startedAt)123,"callAnswerTime":\(startedAt + 25)200,\
            "callEndTime":\(startedAt + 65)700,"status":"answer"}}
            """)
    }
}

/// A document as it was received, which is legal.
struct Document: Sendable {
    let bytes: [UInt8]
    /// What is called: a provider's number, a number, an address.
    let target: String
    /// The path of the callback; empty when there is none.
    let callback: String

    struct Illegal: Error {
        let problems: [String]
    }

    init(_ reply: HTTPLine.Reply) throws {
        guard reply.status == 200 else { throw Illegal(problems: ["status \(reply.status)"]) }
        let problems = CXMLValidator.validate(reply.body)
        guard problems.isEmpty else { throw Illegal(problems: problems) }
        bytes = reply.body
        let root = try CXMLValidator.read(reply.body)
        let dial = root.first("Dial")
        target = dial?.children.last?.text ?? ""
        // From the path on: after a restart the node may listen elsewhere.
        let action = dial?["action"] ?? ""
        callback = action.range(of: "/api/").map { String(action[$0.lowerBound...]) } ?? ""
    }

    /// Whether the caller is connected to somebody.
    var isDial: Bool { !target.isEmpty }
}
