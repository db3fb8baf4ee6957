import Foundation
import IntegrationSupport
import Synchronization
import Telemetry
import Testing

/// Callers who call, one call after the other, until they are told to stop.
///
/// Each call arrives, loses its first agent, and ends with its CDR; every answer is checked.
final class CallLoad: Sendable {
    /// What the callers saw.
    struct Findings: Sendable {
        var requests = 0
        var failures: [String] = []
        /// Requests nobody began to answer, the connection being closed by then.
        var unanswered = 0
        /// Connections that were not accepted.
        var refused = 0
        var slowest: Duration = .zero
        /// Calls whose CDR was acknowledged.
        var acknowledged: [String] = []
    }

    private let site: Site
    private let ports: [Int]
    private let findings = Mutex(Findings())
    private let calls = Atomic(0)
    private let isStopping = Atomic(false)

    init(_ site: Site, ports: [Int]) {
        self.site = site
        self.ports = ports
    }

    /// Calls finished so far.
    var count: Int { calls.load(ordering: .relaxed) }

    func stop() { isStopping.store(true, ordering: .relaxed) }

    /// Runs the body beside so many callers; returns when the last one has hung up.
    static func run(
        _ site: Site, ports: [Int], callers: Int = 4, _ body: (CallLoad) async throws -> Void
    ) async throws -> Findings {
        let load = CallLoad(site, ports: ports)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<callers {
                group.addTask { await onThread { load.callAndCall(caller) } }
            }
            do {
                try await body(load)
                load.stop()
            } catch {
                load.stop()
                throw error
            }
            try await group.waitForAll()
        }
        return load.findings.withLock { $0 }
    }

    /// Waits until so many more calls are over; what is under way then is over too.
    func proceeds(by more: Int) async throws {
        let goal = count + more
        try #require(try await eventually(within: .seconds(60)) { self.count >= goal })
    }

    private func callAndCall(_ caller: Int) {
        let port = ports[caller % ports.count]
        var line: HTTPLine?
        while !isStopping.load(ordering: .relaxed) {
            let call = SampleCall(to: caller % 2 == 0 ? Site.rotation : Site.ladder, at: site)
            do throws(HTTPLine.Fault) {
                let open = if let line { line } else { try HTTPLine(port: port) }
                line = open
                try place(call, on: open)
                calls.add(1, ordering: .relaxed)
            } catch {
                line = nil
                findings.withLock {
                    switch error {
                    case .closed: $0.unanswered += 1
                    case .cannotConnect: $0.refused += 1
                    case .brokenOff, .timedOut, .unreadable:
                        $0.failures.append("\(call.token): \(error)")
                    }
                }
                usleep(20_000)
            }
            // So many calls at a time as a busy switch has, not as many as there can be.
            usleep(2_000)
        }
    }

    private func place(_ call: SampleCall, on line: HTTPLine) throws(HTTPLine.Fault) {
        guard let first = try document(call.arrival, of: call, on: line) else { return }
        let next = call.callback(of: first, "no-answer")
        guard let second = try document(next, of: call, on: line) else { return }
        if second.target == first.target {
            fail(call, "the same agent twice")
        }
        let reply = try timed(call.detail, on: line)
        if reply.status == 200 {
            findings.withLock { $0.acknowledged.append(call.token) }
        } else {
            fail(call, "CDR answered \(reply.status)")
        }
    }

    private func document(
        _ request: WebRequest, of call: SampleCall, on line: HTTPLine
    ) throws(HTTPLine.Fault) -> Document? {
        let reply = try timed(request, on: line)
        do {
            let document = try Document(reply)
            if document.isDial, !document.callback.isEmpty { return document }
            fail(call, "no agent: \(reply.text)")
        } catch {
            fail(call, "\(error)")
        }
        return nil
    }

    private func timed(
        _ request: WebRequest, on line: HTTPLine
    ) throws(HTTPLine.Fault) -> HTTPLine.Reply {
        let began = MonotonicClock.now()
        let reply = try line.send(request)
        let time = MonotonicClock.now() - began
        findings.withLock {
            $0.requests += 1
            $0.slowest = max($0.slowest, time)
        }
        return reply
    }

    private func fail(_ call: SampleCall, _ reason: String) {
        findings.withLock { $0.failures.append("\(call.token): \(reason)") }
    }
}

extension CallLoad.Findings {
    /// Prints the numbers, and checks that no request failed and no acknowledged call is missing.
    func check(
        _ name: String, at site: Site, mayLoseConnections: Bool = false,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(failures.isEmpty, "\(failures.prefix(5))", sourceLocation: location)
        if !mayLoseConnections {
            #expect(unanswered == 0, sourceLocation: location)
            #expect(refused == 0, sourceLocation: location)
        }
        let expected = acknowledged.sorted()
        var stored: [String] = []
        let began = MonotonicClock.now()
        let isComplete = try await eventually {
            stored = try await site.completedTokens()
            return stored.count >= expected.count
        }
        #expect(isComplete, "\(stored.count) of \(expected.count)", sourceLocation: location)
        let missing = Set(expected).subtracting(stored)
        let twice = stored.count - Set(stored).count
        #expect(missing.isEmpty, sourceLocation: location)
        #expect(twice == 0, sourceLocation: location)
        print(
            "\(name): \(requests) requests, \(failures.count) failures, \(unanswered) unanswered, "
                + "\(refused) connections refused, slowest \(slowest.text); \(expected.count) CDRs acknowledged, "
                + "\(expected.count - missing.count) records completed, \(twice) twice, after "
                + "\((MonotonicClock.now() - began).text)")
    }
}
