import Glibc

/// One non-blocking stream socket, over TCP or a Unix path; closed once, at the latest in `deinit`.
///
/// It is not Sendable: the client that owns it reaches it on its own loop only.
final class RedisSocket {
    enum Reading: Hashable {
        case bytes(Int)
        case blocked
        case ended
        case failed(errno: Int32)
    }

    enum Writing: Hashable {
        case bytes(Int)
        case blocked
        case failed(errno: Int32)
    }

    let descriptor: Int32
    private var isOpen = true
    // Proof of safety: allocated in `init`, freed in `deinit`, lent only for the length of a call
    // of `read`, whose closure does not let the pointer escape.
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

    /// Begins to connect; the socket is writable when it is done, and `connectResult` says how.
    init(connectingTo address: RedisSocketAddress) throws(RedisError) {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.family, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            scratch.deallocate()
            throw Self.failure("socket", errno)
        }
        self.descriptor = descriptor
        if address.family != AF_UNIX { prepareTCP() }
        let status = address.withSystemAddress { connect(descriptor, $0, $1) } ?? -1
        guard status == 0 || errno == EINPROGRESS else {
            // Thrown from a complete object, so `deinit` closes the descriptor.
            throw Self.failure("connect", errno)
        }
    }

    deinit {
        close()
        scratch.deallocate()
    }

    /// Zero when connected, otherwise the system's number for what went wrong.
    var connectResult: Int32 {
        var result: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &result, &size) == 0 else {
            return errno
        }
        return result
    }

    func read(_ take: (UnsafeRawBufferPointer) -> Void) -> Reading {
        guard isOpen else { return .ended }
        let count = recv(descriptor, scratch.baseAddress, scratch.count, 0)
        if count > 0 {
            take(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
            return .bytes(count)
        }
        if count == 0 { return .ended }
        return Self.isTemporary(errno) ? .blocked : .failed(errno: errno)
    }

    func write(_ bytes: ArraySlice<UInt8>) -> Writing {
        guard isOpen else { return .failed(errno: EPIPE) }
        let count = bytes.withUnsafeBytes { buffer in
            // Without the flag a closed peer would end the process by SIGPIPE.
            send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
        }
        if count >= 0 { return .bytes(count) }
        return Self.isTemporary(errno) ? .blocked : .failed(errno: errno)
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        Glibc.close(descriptor)
    }

    static func failure(_ operation: String, _ number: Int32) -> RedisError {
        RedisError(.connectFailed, detail: "\(operation): \(String(cString: strerror(number)))")
    }

    private static func isTemporary(_ number: Int32) -> Bool {
        number == EAGAIN || number == EWOULDBLOCK || number == EINTR
    }

    /// Small packets at once; a peer that vanished is noticed within seconds instead of hours.
    private func prepareTCP() {
        setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        setOption(SOL_SOCKET, SO_KEEPALIVE, 1)
        setOption(Int32(IPPROTO_TCP), TCP_KEEPIDLE, 15)
        setOption(Int32(IPPROTO_TCP), TCP_KEEPINTVL, 5)
        setOption(Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
        setOption(Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 10_000)
    }

    /// A system that does not know an option works without it.
    private func setOption(_ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        _ = setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
