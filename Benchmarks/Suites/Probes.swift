import Dispatch
import HTTP
import JSON
import Reactor

/// Reads the members that a voice request is decided by.
enum VoiceRequestProbe {
    private enum Member: String, CaseIterable {
        case session = "Session"
        case from = "From"
        case to = "To"
        case direction = "Direction"
        case domain = "Domain"
        case callSid = "CallSid"
    }

    private static let members = JSONMembers(Member.self)

    static func token(in body: [UInt8]) -> Int {
        var scanner = JSONScanner(body)
        var length = 0
        do {
            try scanner.beginObject()
            while try scanner.nextMember(in: members) != nil {
                length += try scanner.readText()?.utf8.count ?? 0
            }
            try scanner.finish()
        } catch {
            return -1
        }
        return length
    }
}

/// Makes parsed requests of distinct calls.
struct RequestProbe: Sendable {
    let domain: String
    let called: String

    func request(_ call: UInt64) -> HTTPRequest? {
        let hexadecimal = String(call, radix: 16)
        let token = String(repeating: "0", count: 32 - hexadecimal.count) + hexadecimal
        let body = """
            {"CallSid":"\(token)","Session":"\(token)","From":"441632960001","To":"\(called)",\
            "Direction":"inbound","Domain":"\(domain)"}
            """
        return HTTPRequest(
            .post, "/api/voice/application",
            headers: [("Content-Type", "application/json"), ("X-Cx-Stageid", "0011")],
            body: Array(body.utf8))
    }
}

/// Runs something on a loop and waits for it.
enum OnLoop {
    static func run(_ loop: EventLoop, _ body: @escaping @Sendable () -> Void) {
        let done = DispatchSemaphore(value: 0)
        loop.execute {
            body()
            done.signal()
        }
        done.wait()
    }
}
