/// A request method this server can be asked for.
///
/// CONNECT and TRACE are left out on purpose: a call-processing server is neither a proxy nor an
/// echo, so they are answered 501 like any method nobody has heard of (RFC 9110, section 9.1).
package enum HTTPMethod: String, Hashable, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"

    /// The longest token that can still become a known method.
    static let longest = 7

    /// Recognises a method; methods are case-sensitive (RFC 9110, section 9.1).
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let candidate: HTTPMethod
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "G"): candidate = .get
        case UInt8(ascii: "H"): candidate = .head
        case UInt8(ascii: "P"):
            switch range.count {
            case 3: candidate = .put
            case 4: candidate = .post
            default: candidate = .patch
            }
        case UInt8(ascii: "D"): candidate = .delete
        case UInt8(ascii: "O"): candidate = .options
        default: return nil
        }
        guard bytes.matches(candidate.rawValue, at: range) else { return nil }
        self = candidate
    }
}

/// A set of methods, small enough to be tested with one instruction.
package struct HTTPMethods: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let get = HTTPMethods(rawValue: 1 << 0)
    package static let head = HTTPMethods(rawValue: 1 << 1)
    package static let post = HTTPMethods(rawValue: 1 << 2)
    package static let put = HTTPMethods(rawValue: 1 << 3)
    package static let patch = HTTPMethods(rawValue: 1 << 4)
    package static let delete = HTTPMethods(rawValue: 1 << 5)
    package static let options = HTTPMethods(rawValue: 1 << 6)

    /// The set that holds one method.
    package init(_ method: HTTPMethod) {
        switch method {
        case .get: self = .get
        case .head: self = .head
        case .post: self = .post
        case .put: self = .put
        case .patch: self = .patch
        case .delete: self = .delete
        case .options: self = .options
        }
    }

    /// The value of an `Allow` field, in a fixed order.
    var allowValue: String {
        HTTPMethod.allCases.filter { contains(HTTPMethods($0)) }.map(\.rawValue)
            .joined(separator: ", ")
    }
}
