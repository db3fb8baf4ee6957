/// The requests of calls, as Cloudonix would send them, each call with a session of its own.
struct CallScript: Sendable {
    private let options: LoadOptions
    private let voice: RequestTemplate
    private let update: RequestTemplate
    private let cdr: RequestTemplate
    private let page: [UInt8]

    /// The steps of a whole call.
    enum Step: Int, Sendable {
        case application, failedDial, connected, cdr
    }

    init(_ options: LoadOptions) {
        self.options = options
        let (domain, called) = (options.domain, options.called)
        let token = RequestTemplate.mark
        let session = """
            {"id":31000417,"domainId":2044,"destination":"\(called)","callerId":"441632960001",\
            "token":"\(token)","profile":{"trunk-sip-headers":{"Ident":"ZXhhbXBsZQ=="},\
            "callId":["77aa11bb22cc33dd@sbc1.carrier.example"],"inbound-trunk-name":"carrier-in-1",\
            "inbound-trunk-id":512},"callStartTime":1790000000123,"status":"NEW",\
            "vappServer":"172.24.10.20","ringing":false,"domainNameOrId":"\(domain)"}
            """
        voice = RequestTemplate(
            path: "/api/voice/application/\(domain)", options: options,
            body: """
                {"ApplicationSid":"0f4c2a9e-3b1d-4c60-9f57-2b8a1d5e7c11","ApiVersion":"1",\
                "CallStatus":"in-progress","From":"441632960001","CallSid":"\(token)",\
                "To":"\(called)","SessionData":\(session),"Domain":"\(domain)",\
                "Direction":"inbound","AccountSid":"\(domain)","Session":"\(token)"}
                """)
        update = RequestTemplate(
            path: "/api/voice/session/update/\(domain)", options: options,
            body: """
                {"id":31000417,"eventId":"\(token)-1","domainId":2044,"domain":"\(domain)",\
                "destination":"\(called)","callerId":"441632960001","direction":"incoming",\
                "token":"\(token)","status":"connected","callStartTime":1790000000123,\
                "callAnswerTime":1790000004500,"callEndTime":0,\
                "modifiedAt":"2026-09-21T14:13:24Z","action":"updated","reason":"api"}
                """)
        cdr = RequestTemplate(
            path: "/api/voice/session/cdr/\(domain)", options: options,
            body: """
                {"timestamp":1790000000,"from":"441632960001","to":"\(called)",\
                "domain":"\(domain)","duration":65,"billsec":61,"disposition":"ANSWER",\
                "call_id":"\(token)@10.0.0.9:5060","session":{"id":31000417,"token":"\(token)",\
                "domain":"\(domain)","callStartTime":1790000000123,\
                "callAnswerTime":1790000004500,"callEndTime":1790000065700,"status":"answer"}}
                """)
        page = Array("GET \(options.path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
    }

    /// The bytes of a step of a call; `callback` is the path that the last answer named.
    func request(_ step: Step, call: UInt64, callback: String) -> [UInt8] {
        switch (options.kind, step) {
        case (.page, _): page
        case (_, .application): voice.request(call)
        case (_, .connected): update.request(call)
        case (_, .cdr): cdr.request(call)
        case (_, .failedDial):
            RequestTemplate(
                path: callback, options: options,
                body: """
                    {"CallStatus":"in-progress","From":"441632960001","To":"\(options.called)",\
                    "Direction":"inbound","Domain":"\(options.domain)",\
                    "DialCallStatus":"no-answer"}
                    """
            ).request(call)
        }
    }

    /// The step after this one; `nil` when the call is complete.
    func step(after step: Step) -> Step? {
        options.kind == .calls ? Step(rawValue: step.rawValue + 1) : nil
    }
}

/// A request with a place, or several, for 32 digits that tell calls apart.
struct RequestTemplate: Sendable {
    static let mark = "00000000000000000000000000000000"
    private let bytes: [UInt8]
    private let places: [Int]

    init(path: String, options: LoadOptions, body: String) {
        let bearer = options.bearer.isEmpty ? "" : "Authorization: Bearer \(options.bearer)\r\n"
        bytes = Array(
            """
            POST \(path) HTTP/1.1\r
            Host: 127.0.0.1:\(options.port)\r
            User-Agent: Cloudonix APP.Core/5.3.673\r
            \(bearer)Content-Type: application/json\r
            X-Cx-Apikey: XI0123456789ABCDEF0123456789ABCDEF\r
            X-Cx-Domain: \(options.domain)\r
            X-Cx-Session: \(Self.mark)\r
            X-Cx-Stageid: 0011223344556677\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """.utf8)
        let mark = Array(Self.mark.utf8)
        var places: [Int] = []
        var index = 0
        while index + mark.count <= bytes.count {
            if bytes[index] == mark[0], Array(bytes[index..<(index + mark.count)]) == mark {
                places.append(index)
                index += mark.count
            } else {
                index += 1
            }
        }
        self.places = places
    }

    /// The request of the call with this number.
    func request(_ call: UInt64) -> [UInt8] {
        var request = bytes
        for place in places {
            // The number in hexadecimal in the last sixteen digits.
            var rest = call
            for offset in stride(from: 31, through: 16, by: -1) {
                let digit = UInt8(rest & 15)
                request[place + offset] = digit < 10 ? 0x30 + digit : 0x57 + digit
                rest >>= 4
            }
        }
        return request
    }
}
