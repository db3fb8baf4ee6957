internal import Reactor
internal import Telemetry

/// One peer: reads its requests in turn, has them answered, and writes the answers in order.
///
/// An actor pinned to the loop of its socket, so that the socket's callbacks enter it without a
/// task. One request is answered at a time; what arrives meanwhile is kept up to a bound.
actor HTTPConnection {
    /// Where the conversation stands.
    enum Phase {
        /// Taking in requests; leads to all others.
        case reading
        /// A route works on an answer; leads back to `reading`, or to `closing`.
        case answering
        /// What was written has to be read by the peer before more is; leads back to `reading`.
        case congested
        /// The last answer is written; nothing more is read or written.
        case closing
    }

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    let tcp: TCPConnection
    let service: HTTPService
    let origin: HTTPOrigin
    var phase = Phase.reading
    var parser: HTTPParser
    var writer = ResponseWriter()
    /// The request whose body is being read, or which is being answered.
    var exchange: HTTPExchange?
    var deadline = ConnectionDeadline()
    var timer: LoopTimer?
    /// When the timer will fire; it is left alone when a deadline moves away.
    var timerFires = Duration.zero
    var tls: TLSSession?
    var isDraining = false
    var peerHasEnded = false
    private let identity = UInt64.random(in: .min ... .max)
    private var requests: UInt32 = 0
    private let onClosed: @Sendable (HTTPConnection) -> Void

    init(
        _ tcp: TCPConnection, service: HTTPService,
        onClosed: @escaping @Sendable (HTTPConnection) -> Void
    ) {
        self.tcp = tcp
        loop = tcp.loop
        self.service = service
        self.onClosed = onClosed
        parser = HTTPParser(limits: service.configuration.limits)
        origin = HTTPOrigin(peer: tcp.peerAddress.host, isSecure: service.tls != nil)
    }

    /// Begins the conversation; called once, on the loop.
    func start() {
        if let context = service.tls {
            guard let session = context.session() else { return tcp.close() }
            tls = session
            wait(for: .handshake)
        } else {
            wait(for: .idle)
        }
        tcp.start(
            onBytes: { bytes in self.assumeIsolated { $0.received(bytes) } },
            onEnd: { self.assumeIsolated { $0.ended() } },
            onDrained: { self.assumeIsolated { $0.drained() } },
            onClosed: { _ in self.assumeIsolated { $0.closed() } })
    }

    // MARK: - What the socket says

    private func received(_ bytes: Span<UInt8>) {
        service.metrics.bytesReceived.increment(by: bytes.count)
        if tls == nil {
            parser.append { $0.append(bytes) }
        } else if !receivedSecurely(bytes) {
            return
        }
        switch phase {
        case .reading:
            readRequests()
        case .answering, .congested:
            if parser.bufferedCount > service.configuration.readAhead { tcp.pauseReading() }
        case .closing:
            break  // the peer talks on after the last answer
        }
    }

    /// The peer sends no more, yet may wait for the answer to what it sent.
    func ended() {
        peerHasEnded = true
        if case .reading = phase { close() }
    }

    private func drained() {
        guard case .congested = phase else { return }
        phase = .reading
        readRequests()
        tcp.resumeReading()
    }

    private func closed() {
        timer?.cancel()
        timer = nil
        tls = nil
        if case .answering = phase { service.metrics.inFlight.decrement() }
        phase = .closing
        onClosed(self)
    }

    /// The server is to stop: what is under way is finished, nothing else begins.
    func drain() {
        isDraining = true
        if case .reading = phase, exchange == nil, parser.isIdle { close() }
    }

    /// The server can wait no longer.
    func abandon() {
        guard !isClosed else { return }
        service.metrics.ended(.drainDeadline)
        tcp.reset()
    }

    private var isClosed: Bool {
        if case .closing = phase { true } else { false }
    }

    // MARK: - Requests

    /// Reads and answers until there is nothing left to read, or somebody has to be waited for.
    func readRequests() {
        reading: while case .reading = phase {
            switch parser.next() {
            case .needsMore: break reading
            case .head(let head): begin(head)
            case .body(let body): answer(body)
            case .refused(let refusal): refuse(refusal)
            }
            if writer.bytes.count >= 65_536 { flush() }
        }
        flush()
        guard case .reading = phase else { return }
        if peerHasEnded { return close() }
        if isDraining, parser.isIdle, exchange == nil { return close() }
        if parser.isReadingBody {
            wait(for: .body)
        } else if parser.isIdle, exchange == nil {
            wait(for: .idle)
        } else {
            wait(for: .head)
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        requests &+= 1
        let correlation =
            HTTPCorrelation(given: head.headers)
            ?? .made(connection: identity, request: requests)
        let exchange = HTTPExchange(
            head, router: service.router, correlation: correlation, began: MonotonicClock.now())
        self.exchange = exchange
        if exchange.hasBody, head.expectsContinue, case .settled(let response, _) = exchange.verdict
        {
            // The peer asked before it sent the body; it will not be read, so nothing can follow.
            return finish(response, closing: true)
        }
        if let refusal = parser.admitBody(upTo: exchange.bodyLimit(service.router)) {
            // A body nobody would read does not change what there is to say about the request.
            if case .settled(let response, _) = exchange.verdict {
                return finish(response, closing: true)
            }
            return refuse(refusal)
        }
        if exchange.hasBody, head.expectsContinue, parser.bufferedCount == 0 {
            writer.appendContinue()
        }
    }

    private func answer(_ body: [UInt8]) {
        guard let exchange else { return }
        switch exchange.verdict {
        case .settled(let response, _):
            finish(response, closing: false)
        case .route(let index, let parameters):
            let request = HTTPRequest(
                head: exchange.head, body: body, parameters: parameters, origin: origin,
                correlation: exchange.correlation)
            switch service.router.routes[index].answer(request, loop) {
            case .now(let response): finish(response, closing: false)
            case .later(let work): answerLater(work)
            }
        }
    }

    private func answerLater(_ work: @escaping @Sendable () async -> HTTPResponse) {
        phase = .answering
        service.metrics.inFlight.increment()
        wait(for: .answer)
        // A task of its own, since this runs in a callback of the loop; it ends with the answer.
        Task(executorPreference: loop) {
            let response = await work()
            await self.answered(response)
        }
    }

    private func answered(_ response: HTTPResponse) {
        // A connection that was lost meanwhile has been counted out already.
        guard case .answering = phase else { return }
        service.metrics.inFlight.decrement()
        phase = .reading
        finish(response, closing: false)
        readRequests()
        if case .reading = phase { tcp.resumeReading() }
    }

    private func refuse(_ refusal: HTTPRefusal) {
        service.metrics.refused(refusal)
        finish(.refusal(refusal), closing: true)
    }

    /// Writes the answer of the current exchange, or of what could not become one.
    func finish(_ response: HTTPResponse, closing: Bool) {
        let exchange = exchange.take()
        deadline.ended()
        let isLast =
            service.configuration.requestsPerConnection.map { Int(requests) >= $0 } ?? false
        let keeps =
            exchange?.head.keepsAlive == true && !closing && !response.closesConnection
            && !isDraining && !isLast
        let now = MonotonicClock.now()
        let persistence: ResponseWriter.Persistence =
            if !keeps { .closing } else if exchange?.head.version == .oneZero { .kept } else {
                .implied
            }
        writer.append(
            response, persistence: persistence, omitsBody: exchange?.head.method == .head,
            date: service.date.line(at: now), correlation: exchange?.correlation)
        service.metrics.route(exchange?.route).answered(
            response.status, after: exchange.map { now - $0.began } ?? .zero)
        if !keeps { close(lingering: closing) }
    }
}
