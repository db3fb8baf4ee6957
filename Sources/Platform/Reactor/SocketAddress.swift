internal import CLibuv
internal import Glibc

/// An IP address with a port, as small as the system's own and without text.
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    private enum Host: Hashable {
        /// In the order of the wire.
        case v4(UInt32)
        /// Two halves in the order of the wire, and the scope of a link-local address.
        case v6(UInt64, UInt64, scope: UInt32)
    }

    private let hostBytes: Host

    /// The port, in the machine's own order.
    package let port: UInt16

    /// Reads an address such as `127.0.0.1`, `::1` or `::`; refuses names and impossible ports.
    package init?(_ literal: String, port: Int) {
        guard let port = UInt16(exactly: port) else { return nil }
        self.port = port
        var four = in_addr()
        var six = sockaddr_in6()
        if uv_inet_pton(AF_INET, literal, &four) == 0 {
            hostBytes = .v4(four.s_addr)
        } else if uv_ip6_addr(literal, 0, &six) == 0 {
            hostBytes = Self.host(of: six)
        } else {
            return nil
        }
    }

    /// Takes over what a system call wrote; anything but IPv4 and IPv6 is refused.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            let four = withUnsafeBytes(of: &storage) { $0.load(as: sockaddr_in.self) }
            hostBytes = .v4(four.sin_addr.s_addr)
            port = UInt16(bigEndian: four.sin_port)
        case AF_INET6:
            let six = withUnsafeBytes(of: &storage) { $0.load(as: sockaddr_in6.self) }
            hostBytes = Self.host(of: six)
            port = UInt16(bigEndian: six.sin6_port)
        default:
            return nil
        }
    }

    /// Whether this is an IPv6 address.
    package var isIPv6: Bool {
        switch hostBytes {
        case .v4: false
        case .v6: true
        }
    }

    /// The address without its port, as text.
    package var host: String {
        withStorage { address, _ in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
                guard let start = text.baseAddress, uv_ip_name(address, start, text.count) == 0
                else { return "?" }
                return String(cString: start)
            }
        }
    }

    /// The address with its port, as it stands in a URL.
    package var description: String {
        isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Lends the address in the system's form.
    func withStorage<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch hostBytes {
        case .v4(let bytes):
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            four.sin_addr.s_addr = bytes
            return Self.lend(&four, to: body)
        case .v6(let high, let low, let scope):
            var six = sockaddr_in6()
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            six.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &six.sin6_addr) {
                $0.storeBytes(of: high, as: UInt64.self)
                $0.storeBytes(of: low, toByteOffset: 8, as: UInt64.self)
            }
            return Self.lend(&six, to: body)
        }
    }

    private static func lend<Address, Result>(
        _ address: inout Address, to body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static func host(of six: sockaddr_in6) -> Host {
        withUnsafeBytes(of: six.sin6_addr) {
            .v6(
                $0.load(as: UInt64.self), $0.load(fromByteOffset: 8, as: UInt64.self),
                scope: six.sin6_scope_id)
        }
    }
}
