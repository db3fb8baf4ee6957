import Glibc
import HTTP

// Reads streams of HTTP/1.1 requests from standard input, each behind its length as four bytes in
// network order, and writes one line of JSON for each: what our parser makes of it. The script
// `http_against_llhttp.py` compares the lines with what llhttp makes of the same streams.

/// What a stream amounted to, as one line of JSON.
func verdict(_ stream: [UInt8]) -> String {
    var requests: [String] = []
    var parser = HTTPParser()
    parser.append(stream)
    var head: HTTPRequestHead?
    while true {
        switch parser.next() {
        case .needsMore:
            return line(requests, refusal: nil)
        case .refused(let refusal):
            return line(requests, refusal: refusal)
        case .head(let next):
            head = next
            if let refusal = parser.admitBody(upTo: 1_048_576) {
                return line(requests, refusal: refusal)
            }
        case .body(let body):
            guard let head else { return line(requests, refusal: nil) }
            let fields = head.headers.bytePairs.map { field in
                "[\(hexadecimal(field.name)), \(hexadecimal(field.value))]"
            }
            requests.append(
                """
                {"method": "\(head.method.rawValue)", "target": \(hexadecimal(head.target.utf8)), \
                "body": \(hexadecimal(body)), "keep": \(head.keepsAlive), \
                "fields": [\(fields.joined(separator: ", "))]}
                """)
        }
    }
}

func line(_ requests: [String], refusal: HTTPRefusal?) -> String {
    let refused = refusal.map { "\"\($0.rawValue)\"" } ?? "null"
    return #"{"requests": [\#(requests.joined(separator: ", "))], "refusal": \#(refused)}"#
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    text.append(UInt8(ascii: "\""))
    return String(decoding: text, as: UTF8.self)
}

/// Exactly so many bytes from standard input; nil at its end.
func read(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
        let byte = getchar()
        guard byte != EOF else { return nil }
        bytes.append(UInt8(truncatingIfNeeded: byte))
    }
    return bytes
}

while let length = read(4) {
    let count = length.reduce(0) { $0 << 8 | Int($1) }
    guard let stream = read(min(count, 16_777_216)) else { break }
    print(verdict(stream))
}
