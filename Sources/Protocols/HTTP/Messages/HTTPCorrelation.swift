/// The id by which one request is found again in logs and at the peer's.
package enum HTTPCorrelation: Hashable, Sendable {
    /// What the peer sent in `X-Correlation-ID`.
    case given([UInt8])
    /// Our own: the random number of the connection and the number of the request on it.
    case made(connection: UInt64, request: UInt32)

    static let longest = 128

    /// The peer's own id when it is sane: 1 to 128 visible ASCII characters.
    init?(given headers: HTTPHeaders) {
        guard let value = headers.bytes(of: "x-correlation-id"), !value.isEmpty,
            value.count <= Self.longest, value.allSatisfy(Bytes.isVisible)
        else { return nil }
        self = .given(Array(value))
    }

    /// The id as text, made when it is asked for.
    package var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(to bytes: inout [UInt8]) {
        switch self {
        case .given(let given):
            bytes.append(contentsOf: given)
        case .made(let connection, let request):
            Self.append(UInt64(connection), digits: 16, to: &bytes)
            bytes.append(UInt8(ascii: "-"))
            Self.append(UInt64(request), digits: 8, to: &bytes)
        }
    }

    private static func append(_ number: UInt64, digits: Int, to bytes: inout [UInt8]) {
        var shift = UInt64(digits * 4)
        while shift > 0 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: (number &>> shift) & 15)
            bytes.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }
}
