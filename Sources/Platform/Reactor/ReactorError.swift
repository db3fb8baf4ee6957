internal import CLibuv

/// What went wrong at a loop, a socket or a watched descriptor.
package struct ReactorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure a caller may want to tell apart.
    package enum Code: Hashable, Sendable {
        /// The address or port is held by somebody else.
        case addressInUse
        /// The text is not an IP address, or not one this machine has.
        case invalidAddress
        /// The peer does not accept connections, or can not be reached.
        case refused
        /// The connection was cut by the peer or by the network.
        case connectionLost
        /// The deadline passed.
        case timedOut
        /// The name has no address.
        case unresolved
        /// The process or the machine has no descriptor or memory left.
        case exhausted
        /// The loop is shutting down or has been shut down.
        case loopClosed
        /// The call must be made on the loop's own thread.
        case notOnLoop
        /// Anything else; `status` has the system's number.
        case system
    }

    /// The kind of failure.
    package let code: Code
    /// What was being done, in a word or two.
    package let operation: String
    /// libuv's negative error number, or zero when the failure is our own.
    package let status: Int32

    /// Makes an error of our own, without a number from the system.
    package init(_ code: Code, during operation: StaticString) {
        self.code = code
        self.operation = "\(operation)"
        self.status = 0
    }

    /// Makes an error of a status that libuv returned.
    init(status: Int32, during operation: StaticString) {
        self.code = Self.code(of: status)
        self.operation = "\(operation)"
        self.status = status
    }

    /// Makes an error of the `errno` a system call left behind.
    init(errno: Int32, during operation: StaticString) {
        self.init(status: uv_translate_sys_error(errno), during: operation)
    }

    /// The failure in words; holds no address and no name, so it is safe to log.
    package var description: String {
        guard status != 0 else { return "\(operation): \(code)" }
        return "\(operation): \(String(cString: uv_strerror(status)))"
    }

    private static func code(of status: Int32) -> Code {
        switch uv_errno_t(rawValue: status) {
        case UV_EADDRINUSE: .addressInUse
        case UV_EADDRNOTAVAIL, UV_EINVAL, UV_EAFNOSUPPORT: .invalidAddress
        case UV_ECONNREFUSED, UV_EHOSTUNREACH, UV_ENETUNREACH, UV_EHOSTDOWN: .refused
        case UV_ECONNRESET, UV_EPIPE, UV_ENOTCONN, UV_ECONNABORTED, UV_EOF: .connectionLost
        case UV_ETIMEDOUT: .timedOut
        case UV_EMFILE, UV_ENFILE, UV_ENOBUFS, UV_ENOMEM: .exhausted
        case UV_EAI_NONAME, UV_EAI_NODATA, UV_EAI_AGAIN, UV_EAI_FAIL, UV_EAI_ADDRFAMILY,
            UV_EAI_FAMILY, UV_EAI_SERVICE:
            .unresolved
        default: .system
        }
    }
}
