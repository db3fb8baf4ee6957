import Reactor
import Telemetry

/// One run of load: connections on a loop, requests at their moments, latencies from those moments.
///
/// With a rate the run is open loop: a request is due at a fixed moment, whether or not the server
/// keeps up, and its latency counts from then. Without one, each connection asks again as soon as it
/// is answered, which finds the highest throughput.
actor LoadRun {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let options: LoadOptions
    private let script: CallScript
    private var lines: [Line] = []
    private var idle: [Int] = []
    private var histogram = LatencyHistogram()
    private var began: Duration = .zero
    private var sent: UInt64 = 0
    private var answered: UInt64 = 0
    private var failed: UInt64 = 0
    private var nextCall: UInt64
    private var isOver = false
    private var finished: CheckedContinuation<Void, Never>?

    /// One connection, and the call it is in.
    private struct Line {
        let connection: TCPConnection
        var reader = AnswerReader()
        var call: UInt64 = 0
        var step = CallScript.Step.application
        var callback = ""
        var due: Duration = .zero
        var isBusy = false
    }

    init(_ options: LoadOptions, loop: EventLoop, firstCall: UInt64) {
        self.options = options
        self.loop = loop
        nextCall = firstCall
        script = CallScript(options)
    }

    /// Connects, runs, and tells how it went.
    func run() async throws -> LoadResult {
        guard let address = SocketAddress("127.0.0.1", port: options.port) else {
            throw ReactorError(.invalidAddress, during: "connect")
        }
        for index in 0..<options.connections {
            let connection = try await TCPConnection.connect(
                to: address, on: loop, timeout: .seconds(5))
            lines.append(Line(connection: connection))
            idle.append(index)
            connection.start(
                onBytes: { bytes in self.assumeIsolated { $0.received(bytes, on: index) } },
                onEnd: { self.assumeIsolated { $0.lost(index) } },
                onClosed: { _ in })
        }
        began = MonotonicClock.now()
        if options.rate > 0 { tick() } else { sendAll() }
        loop.schedule(after: .nanoseconds(Int64((options.warmUp + options.seconds) * 1e9))) {
            self.assumeIsolated { $0.end() }
        }
        await withCheckedContinuation { finished = $0 }
        return LoadResult(
            options: options, answered: answered, sent: sent, failed: failed, behind: owed,
            histogram: histogram)
    }

    // MARK: - Sending

    private func sendAll() {
        while let index = idle.popLast() { send(on: index, due: MonotonicClock.now()) }
    }

    /// Sends what is due, as far as there are idle connections; the rest stays due.
    private func sendDue() {
        while owed > 0, let index = idle.popLast() {
            send(on: index, due: began + .nanoseconds(Int64(Double(sent) / options.rate * 1e9)))
        }
    }

    /// Requests whose moment has passed without their being sent.
    private var owed: Int {
        guard options.rate > 0 else { return 0 }
        let elapsed = (MonotonicClock.now() - began).inSeconds
        return max(0, Int(elapsed * options.rate) - Int(sent))
    }

    /// Looks at the clock once in every turn of the loop, which so never sleeps: a timer would add
    /// its own lateness to the latencies.
    private func tick() {
        guard !isOver else { return }
        sendDue()
        loop.execute { self.assumeIsolated { $0.tick() } }
    }

    private func send(on index: Int, due: Duration) {
        if lines[index].step == .application {
            nextCall += 1
            lines[index].call = nextCall
        }
        lines[index].due = due
        lines[index].isBusy = true
        sent += 1
        lines[index].connection.write(
            script.request(
                lines[index].step, call: lines[index].call, callback: lines[index].callback))
    }

    // MARK: - Receiving

    private func received(_ bytes: Span<UInt8>, on index: Int) {
        lines[index].reader.append(bytes)
        while let answer = lines[index].reader.next() {
            note(answer, on: index)
            guard !isOver else { return }
            if options.rate > 0 {
                idle.append(index)
                sendDue()
            } else {
                send(on: index, due: MonotonicClock.now())
            }
        }
    }

    private func note(_ answer: AnswerReader.Answer, on index: Int) {
        let now = MonotonicClock.now()
        lines[index].isBusy = false
        if (now - began).inSeconds > options.warmUp {
            answered += 1
            if answer.status != 200 { failed += 1 }
            histogram.record(
                nanoseconds: UInt64(max(0, (now - lines[index].due).inNanoseconds)))
        }
        let next = answer.status == 200 ? script.step(after: lines[index].step) : nil
        if next == .failedDial {
            lines[index].callback = AnswerReader.callback(in: answer.body) ?? ""
            if lines[index].callback.isEmpty { failed += 1 }
        }
        lines[index].step = next ?? .application
    }

    private func lost(_ index: Int) {
        guard !isOver else { return }
        failed += 1
        lines[index].connection.close()
    }

    private func end() {
        isOver = true
        for line in lines { line.connection.close() }
        finished?.resume()
        finished = nil
    }
}
