internal import CLibuv
internal import Glibc

/// Finds the addresses of a name, in the order the system prefers, without blocking the loop.
///
/// An address in digits is read without asking anybody. The wait ends at the timeout; the system's
/// own lookup may go on for a while in the background, and its answer is then dropped.
package func resolve(
    host: String, port: Int, on loop: EventLoop, timeout: Duration = .seconds(10)
) async throws(ReactorError) -> [SocketAddress] {
    if let address = SocketAddress(host, port: port) { return [address] }
    guard (0...65_535).contains(port) else {
        throw ReactorError(.invalidAddress, during: "resolve")
    }
    return try await loop.wait { waiting in
        Lookup(waiting).start(host: host, port: port, on: loop, timeout: timeout)
    }.get()
}

/// One question to the system's resolver.
///
/// Unchecked: all state is read and written on the loop's thread, where `start`, the timer and
/// libuv's callback run. The continuation is taken out in `settle` alone, so it resumes once.
private final class Lookup: @unchecked Sendable {
    private var waiting: UnsafeContinuation<Result<[SocketAddress], ReactorError>, Never>?
    private var timer: LoopTimer?

    init(_ waiting: UnsafeContinuation<Result<[SocketAddress], ReactorError>, Never>) {
        self.waiting = waiting
    }

    func start(host: String, port: Int, on loop: EventLoop, timeout: Duration) {
        guard !loop.isStopping else {
            return settle(.failure(ReactorError(.loopClosed, during: "resolve")))
        }
        let request = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
        let status = uv_getaddrinfo(
            loop.core.uv, request,
            { request, status, answer in
                guard let request, let data = request.pointee.data else { return }
                let lookup = Unmanaged<Lookup>.fromOpaque(data).takeRetainedValue()
                EventLoop.current?.meter.begin()
                request.deallocate()
                lookup.answered(status, answer)
                uv_freeaddrinfo(answer)
            }, host, String(port), &hints)
        guard status == 0 else {
            Unmanaged.passUnretained(self).release()
            request.deallocate()
            return settle(.failure(ReactorError(status: status, during: "resolve")))
        }
        timer = loop.schedule(
            atNanoseconds: Nanoseconds.deadline(after: timeout), isOwed: true
        ) { [self] in
            settle(.failure(ReactorError(.timedOut, during: "resolve")))
        }
    }

    private func answered(_ status: Int32, _ answer: UnsafeMutablePointer<addrinfo>?) {
        guard status == 0 else {
            return settle(.failure(ReactorError(status: status, during: "resolve")))
        }
        var addresses: [SocketAddress] = []
        var next = answer
        while let entry = next?.pointee {
            next = entry.ai_next
            guard let bytes = entry.ai_addr else { continue }
            var storage = sockaddr_storage()
            withUnsafeMutableBytes(of: &storage) {
                $0.copyMemory(
                    from: UnsafeRawBufferPointer(
                        start: bytes, count: min(Int(entry.ai_addrlen), $0.count)))
            }
            if let address = SocketAddress(storage), !addresses.contains(address) {
                addresses.append(address)
            }
        }
        settle(
            addresses.isEmpty
                ? .failure(ReactorError(.unresolved, during: "resolve")) : .success(addresses))
    }

    private func settle(_ result: Result<[SocketAddress], ReactorError>) {
        timer?.cancel()
        timer = nil
        guard let waiting else { return }
        self.waiting = nil
        waiting.resume(returning: result)
    }
}
