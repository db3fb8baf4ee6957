internal import CLibuv
internal import Glibc

/// The system calls of a listening socket.
///
/// Made here and not by libuv, because options must be set before binding, and because libuv's own
/// accepting spins when the process has no descriptor left.
enum ListeningSocket {
    /// What one attempt to accept came to.
    enum Accepted {
        case connection(Int32, SocketAddress)
        /// This one is gone, the next may be there.
        case lost
        /// Nobody waits.
        case none
        /// The machine can not take one now.
        case refused(ReactorError)
    }

    /// Opens, binds and listens; answers a descriptor its caller has to close.
    static func open(
        _ address: SocketAddress, reusePort: Bool, backlog: Int32
    ) throws(ReactorError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.isIPv6 ? AF_INET6 : AF_INET, kind, 0)
        guard descriptor >= 0 else { throw ReactorError(errno: errno, during: "listen") }
        // Linux hands the last one down to every connection accepted here.
        var isSet =
            set(SOL_SOCKET, SO_REUSEADDR, on: descriptor)
            && set(Int32(IPPROTO_TCP), TCP_NODELAY, on: descriptor)
        if reusePort { isSet = isSet && set(SOL_SOCKET, SO_REUSEPORT, on: descriptor) }
        let isListening =
            isSet && address.withStorage { bind(descriptor, $0, $1) } == 0
            && listen(descriptor, backlog) == 0
        guard isListening else {
            let error = ReactorError(errno: errno, during: "listen")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// The address a descriptor is bound to, with the port the system chose.
    static func boundAddress(of descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        let status = fill(&storage) { getsockname(descriptor, $0, $1) }
        return status == 0 ? SocketAddress(storage) : nil
    }

    /// Takes one waiting connection, already non-blocking.
    static func accept(from descriptor: Int32) -> Accepted {
        var storage = sockaddr_storage()
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let connected = fill(&storage) { accept4(descriptor, $0, $1, flags) }
        guard connected >= 0 else {
            switch errno {
            case EAGAIN: return .none
            case EMFILE, ENFILE, ENOBUFS, ENOMEM, EBADF, EINVAL, ENOTSOCK:
                return .refused(ReactorError(errno: errno, during: "accept"))
            default: return .lost  // accept(2) passes on what befell the waiting connection
            }
        }
        guard let peer = SocketAddress(storage) else {
            close(connected)
            return .lost
        }
        return .connection(connected, peer)
    }

    private static func set(_ level: Int32, _ option: Int32, on descriptor: Int32) -> Bool {
        var on: Int32 = 1
        return setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    private static func fill(
        _ storage: inout sockaddr_storage,
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> Int32 {
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
        }
    }
}
