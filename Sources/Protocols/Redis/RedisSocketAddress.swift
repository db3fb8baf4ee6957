import Glibc

/// An address in the form `connect` takes: IPv4, IPv6 or a path.
///
/// The bytes are laid out here, as Linux documents them, because which C module owns the members
/// of `sockaddr_in6` depends on which headers the build happened to read first.
struct RedisSocketAddress: Hashable, Sendable {
    let family: Int32
    private let bytes: [UInt8]

    /// `host` is a numeric address; `nil` when it is none, or the port does not fit.
    init?(host: String, port: Int) {
        guard let port = UInt16(exactly: port) else { return nil }
        let portBytes = [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)]
        if let four = Self.numeric(host, AF_INET, count: 4) {
            // ip(7): family, port, address, eight bytes unused.
            family = AF_INET
            bytes = Self.family(AF_INET) + portBytes + four + Array(repeating: 0, count: 8)
        } else if let six = Self.numeric(host, AF_INET6, count: 16) {
            // ipv6(7): family, port, flow information, address, scope.
            let zeros = Array(repeating: UInt8(0), count: 4)
            family = AF_INET6
            bytes = Self.family(AF_INET6) + portBytes + zeros + six + zeros
        } else {
            return nil
        }
    }

    /// `nil` when the path does not fit with its closing zero.
    init?(path: String) {
        // unix(7): family, then 108 bytes of path.
        let path = Array(path.utf8)
        guard !path.isEmpty, path.count <= 107, !path.contains(0) else { return nil }
        family = AF_UNIX
        bytes = Self.family(AF_UNIX) + path + [0]
    }

    /// Lends the address for the length of one call; the pointer must not escape it.
    func withSystemAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        // Aligned as the strictest family asks; the system reads no further than the length given.
        withUnsafeTemporaryAllocation(byteCount: bytes.count, alignment: 8) { buffer in
            buffer.copyBytes(from: bytes)
            return buffer.baseAddress.map {
                body($0.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            }
        }
    }

    /// The family stands first, in the machine's own order.
    private static func family(_ family: Int32) -> [UInt8] {
        withUnsafeBytes(of: UInt16(truncatingIfNeeded: family)) { Array($0) }
    }

    private static func numeric(_ host: String, _ family: Int32, count: Int) -> [UInt8]? {
        var bytes = Array(repeating: UInt8(0), count: count)
        return inet_pton(family, host, &bytes) == 1 ? bytes : nil
    }
}
