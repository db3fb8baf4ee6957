/// Where path and query stand in a request target (RFC 9112, section 3.2).
struct TargetForm: Hashable, Sendable {
    let path: Range<Int>
    /// The query without its question mark; empty when there is none.
    let query: Range<Int>

    /// Accepts the origin form, the absolute form, and the asterisk of `OPTIONS`.
    init(
        _ bytes: Span<UInt8>, _ target: Range<Int>, method: HTTPMethod
    ) throws(HTTPRefusal) {
        var start = target.lowerBound
        let end = target.upperBound
        if bytes[start] != Bytes.slash {
            if target.count == 1, bytes[start] == UInt8(ascii: "*"), method == .options {
                path = target
                query = end..<end
                return
            }
            start = try Self.endOfAuthority(bytes, target)
        }
        var index = start
        while index < end, Bytes.isPath(bytes[index]) { index += 1 }
        path = start..<index
        guard index < end else {
            query = end..<end
            return
        }
        guard bytes[index] == UInt8(ascii: "?") else { throw .malformedTarget }
        query = index + 1..<end
        // Peers are lax about brackets and braces in queries; a fragment never travels.
        for position in query where bytes[position] == UInt8(ascii: "#") {
            throw .malformedTarget
        }
    }

    private static func endOfAuthority(
        _ bytes: Span<UInt8>, _ target: Range<Int>
    ) throws(HTTPRefusal) -> Int {
        let start = target.lowerBound
        var index: Int
        if target.count > 7, bytes.matches(lowercase: "http://", at: start..<start + 7) {
            index = start + 7
        } else if target.count > 8, bytes.matches(lowercase: "https://", at: start..<start + 8) {
            index = start + 8
        } else {
            throw .malformedTarget
        }
        let authority = index
        while index < target.upperBound, bytes[index] != Bytes.slash {
            // User information in an http URI is a deception (RFC 9110, section 4.2.4).
            switch bytes[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
                index += 1
            default:
                throw .malformedTarget
            }
        }
        guard index > authority, index < target.upperBound else { throw .malformedTarget }
        return index
    }
}
