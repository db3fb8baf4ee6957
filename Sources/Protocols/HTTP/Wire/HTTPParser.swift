/// Reads HTTP/1.1 requests from a stream of bytes, strictly (RFC 9112).
///
///     idle ─► head ─► awaitingAdmission ─► body ─► idle
///                 └────────── refused ◄──────┘
///
/// Bytes go in by `append`, however they were split; `next` gives what they amount to. After a head
/// the caller says by `admitBody` how large a body may be, since that depends on the route. A refusal
/// is final: the parser gives the same one ever after.
package struct HTTPParser: Sendable {
    /// What the bytes so far amount to.
    package enum Step: Sendable {
        case needsMore
        /// A head; `admitBody` comes next.
        case head(HTTPRequestHead)
        /// The body that belongs to the last head; the request is complete.
        case body([UInt8])
        case refused(HTTPRefusal)
    }

    private enum Phase {
        case idle(skippedLine: Bool)
        case head
        case awaitingAdmission(HTTPRequestHead.Framing)
        case body(left: Int)
        case chunked(ChunkScanner)
        case refused(HTTPRefusal)
    }

    private let limits: HTTPLimits
    private var phase = Phase.idle(skippedLine: false)
    private var buffer: [UInt8] = []
    /// Where in the buffer the part being read begins.
    private var start = 0
    private var scanner: HeadScanner
    private var body: [UInt8] = []
    private var bodyLimit = 0

    package init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
        scanner = HeadScanner(limits: limits)
    }

    /// How many bytes wait to be read.
    package var bufferedCount: Int { buffer.count - start }

    /// Whether the connection stands between two requests, with no byte of the next one read.
    package var isIdle: Bool {
        if case .idle = phase { bufferedCount == 0 } else { false }
    }

    /// Whether a body is being read.
    package var isReadingBody: Bool {
        switch phase {
        case .body, .chunked: true
        case .idle, .head, .awaitingAdmission, .refused: false
        }
    }

    // MARK: - Bytes in

    /// Takes in bytes from the peer.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        makeRoom()
        buffer.append(contentsOf: bytes)
    }

    /// Lets the caller append to the buffer itself, without a copy in between.
    package mutating func append(filling fill: (inout [UInt8]) -> Void) {
        makeRoom()
        fill(&buffer)
    }

    private mutating func makeRoom() {
        guard start > 0 else { return }
        if start == buffer.count {
            // An idle connection should not hold on to what its largest request needed.
            buffer.removeAll(keepingCapacity: buffer.capacity <= 4_096)
        } else {
            buffer.removeSubrange(..<start)
        }
        start = 0
    }

    // MARK: - Requests out

    /// Reads on as far as the bytes go.
    package mutating func next() -> Step {
        do throws(HTTPRefusal) {
            return try step()
        } catch {
            return refuse(error)
        }
    }

    /// Says how large the body of the last head may be; a refusal when it is known to be larger.
    package mutating func admitBody(upTo limit: Int) -> HTTPRefusal? {
        guard case .awaitingAdmission(let framing) = phase else { return nil }
        bodyLimit = max(0, limit)
        switch framing {
        case .none:
            phase = .body(left: 0)
        case .length(let length):
            guard length <= bodyLimit else {
                phase = .refused(.bodyTooLarge)
                return .bodyTooLarge
            }
            phase = .body(left: length)
        case .chunked:
            phase = .chunked(ChunkScanner(limits: limits))
        }
        return nil
    }

    private mutating func refuse(_ refusal: HTTPRefusal) -> Step {
        phase = .refused(refusal)
        buffer = []
        body = []
        start = 0
        return .refused(refusal)
    }

    private mutating func step() throws(HTTPRefusal) -> Step {
        while true {
            switch phase {
            case .idle(let skippedLine):
                guard try skipEmptyLine(skippedLine) else { return .needsMore }
            case .head:
                // A second reference, since a span of our own property would lock all of us.
                let bytes = buffer
                let unread = bytes.span.extracting(droppingFirst: start)
                guard let scanned = try scanner.scan(unread) else { return .needsMore }
                let end = start + scanned.count
                let head = scanned.head(Array(bytes[start..<end]))
                start = end
                scanner = HeadScanner(limits: limits)
                phase = .awaitingAdmission(head.framing)
                return .head(head)
            case .awaitingAdmission:
                return .needsMore
            case .body(let left):
                return takeBody(left)
            case .chunked(var chunks):
                return try takeChunks(&chunks)
            case .refused(let refusal):
                return .refused(refusal)
            }
        }
    }

    /// One empty line before a request is forgiven (RFC 9112, section 2.2).
    private mutating func skipEmptyLine(_ skippedLine: Bool) throws(HTTPRefusal) -> Bool {
        guard start < buffer.count else { return false }
        switch buffer[start] {
        case Bytes.carriageReturn where !skippedLine:
            guard start + 1 < buffer.count else { return false }
            guard buffer[start + 1] == Bytes.lineFeed else { throw .bareLineEnd }
            start += 2
            phase = .idle(skippedLine: true)
            return true
        default:
            phase = .head
            return true
        }
    }

    private mutating func takeBody(_ left: Int) -> Step {
        let available = min(left, bufferedCount)
        let end = start + available
        if available == left, body.isEmpty {
            let whole = Array(buffer[start..<end])
            start = end
            phase = .idle(skippedLine: false)
            return .body(whole)
        }
        body.append(contentsOf: buffer[start..<end])
        start = end
        guard available == left else {
            phase = .body(left: left - available)
            return .needsMore
        }
        return bodyComplete()
    }

    private mutating func takeChunks(_ chunks: inout ChunkScanner) throws(HTTPRefusal) -> Step {
        var cursor = 0
        let base = start
        let bytes = buffer
        let unread = bytes.span.extracting(droppingFirst: base)
        while true {
            switch try chunks.scan(unread, &cursor, limit: bodyLimit) {
            case .needsMore:
                start = base + cursor
                phase = .chunked(chunks)
                return .needsMore
            case .content(let range):
                body.append(contentsOf: bytes[base + range.lowerBound..<base + range.upperBound])
            case .complete:
                start = base + cursor
                return bodyComplete()
            }
        }
    }

    private mutating func bodyComplete() -> Step {
        phase = .idle(skippedLine: false)
        let whole = body
        body = []
        return .body(whole)
    }
}
