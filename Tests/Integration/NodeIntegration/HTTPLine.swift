import Foundation

/// A connection to a node that sends a request, and waits for its answer on the calling thread.
///
/// Deliberately unlike the server under test: blocking, and nothing but sockets.
final class HTTPLine {
    private let descriptor: Int32
    private var received: [UInt8] = []

    struct Reply: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    enum Fault: Error, Hashable {
        case cannotConnect
        /// Closed before a single byte of the answer: the request may be sent again.
        case closed
        case brokenOff
        case timedOut
        case unreadable(String)
    }

    /// Connects to a port of this machine.
    init(port: Int, patience seconds: Int = 20) throws(Fault) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw .cannotConnect
        }
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience,
            socklen_t(MemoryLayout<timeval>.size))
        var one: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one,
            socklen_t(MemoryLayout<Int32>.size))
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Sends a request and reads its answer.
    func send(_ request: WebRequest) throws(Fault) -> Reply {
        try write(Array(request.head.utf8) + request.body)
        return try read()
    }

    /// Sends bytes as they are.
    func write(_ bytes: [UInt8]) throws(Fault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw .closed }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads one answer.
    func read() throws(Fault) -> Reply {
        var end = headEnd()
        while end == nil {
            guard try fill() else { throw received.isEmpty ? .closed : .brokenOff }
            end = headEnd()
        }
        let head = String(decoding: received[..<(end ?? 0)], as: UTF8.self)
        var lines = head.components(separatedBy: "\r\n")
        guard let status = Int(lines.removeFirst().split(separator: " ").dropFirst().first ?? "")
        else { throw .unreadable(head) }
        var headers: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        received.removeFirst((end ?? 0) + 4)
        guard let count = headers["content-length"].flatMap({ Int($0) }) else {
            throw .unreadable(head)
        }
        while received.count < count {
            guard try fill() else { throw .brokenOff }
        }
        let body = Array(received.prefix(count))
        received.removeFirst(count)
        return Reply(status: status, headers: headers, body: body)
    }

    private func headEnd() -> Int? {
        guard received.count >= 4 else { return nil }
        return (0...(received.count - 4)).first {
            received[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10])
        }
    }

    /// `false` when the peer has closed.
    private func fill() throws(Fault) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else {
            if errno == EAGAIN { throw .timedOut }
            if errno == ECONNRESET { return false }
            throw .brokenOff
        }
        received += buffer.prefix(count)
        return count > 0
    }
}

/// A request as it goes over the wire.
struct WebRequest: Sendable {
    var method = "POST"
    let path: String
    var key: String?
    var body: [UInt8] = []

    var head: String {
        let authorization = key.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return "\(method) \(path) HTTP/1.1\r\nHost: node.example\r\n\(authorization)"
            + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
    }
}
