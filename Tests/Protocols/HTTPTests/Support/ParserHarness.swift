@testable import HTTP

/// What a stream of bytes amounted to, in a form that can be compared.
struct Reading: Hashable, CustomStringConvertible {
    struct Request: Hashable {
        var method: HTTPMethod
        var target: String
        var fields: [String]
        var body: [UInt8]
        var keepsAlive: Bool
    }

    var requests: [Request] = []
    var refusal: HTTPRefusal?

    var description: String {
        "\(requests.map { "\($0.method) \($0.target) \($0.body.count)" }) \(refusal.map { "\($0)" } ?? "-")"
    }
}

/// Reads bytes in the given pieces, admitting bodies up to a limit.
func read(
    _ pieces: [[UInt8]], bodyLimit: Int = 1_048_576, limits: HTTPLimits = HTTPLimits()
) -> Reading {
    var reading = Reading()
    var parser = HTTPParser(limits: limits)
    var head: HTTPRequestHead?
    for piece in pieces {
        parser.append(piece)
        reading: while true {
            switch parser.next() {
            case .needsMore: break reading
            case .head(let next):
                head = next
                if let refusal = parser.admitBody(upTo: bodyLimit) {
                    reading.refusal = refusal
                    return reading
                }
            case .body(let body):
                guard let head else { return reading }
                reading.requests.append(
                    Reading.Request(
                        method: head.method, target: head.target,
                        fields: head.headers.pairs.map { "\($0.name)=\($0.value)" }, body: body,
                        keepsAlive: head.keepsAlive))
            case .refused(let refusal):
                reading.refusal = refusal
                return reading
            }
        }
    }
    return reading
}

func read(_ text: String, bodyLimit: Int = 1_048_576, limits: HTTPLimits = HTTPLimits()) -> Reading
{
    read([Array(text.utf8)], bodyLimit: bodyLimit, limits: limits)
}
