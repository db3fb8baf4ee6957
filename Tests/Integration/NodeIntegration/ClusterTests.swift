import Foundation
import IntegrationSupport
import Telemetry
import Testing

extension `A running node` {
    @Suite struct `Beside another one` {
        /// Exactness is asked for here, on a machine that does much else.
        private static let patient = [
            "STROWGER_REDIS_COMMAND_TIMEOUT": "5s", "STROWGER_CALLS_DECISION_DEADLINE": "10s",
        ]

        /// What both nodes said to the same requests, sent to both at once.
        private struct Pair: Sendable {
            var documents: [[UInt8]] = []
            var targets: [String] = []
            var problems: [String] = []
            var slowest: Duration = .zero
        }

        /// Sends requests to a node, one after the other, from a thread of its own.
        private static func send(_ requests: [WebRequest], to port: Int) async -> Pair {
            await onThread {
                var pair = Pair()
                do {
                    let line = try HTTPLine(port: port)
                    for request in requests {
                        let began = MonotonicClock.now()
                        let document = try Document(try line.send(request))
                        pair.slowest = max(pair.slowest, MonotonicClock.now() - began)
                        pair.documents.append(document.bytes)
                        pair.targets.append(document.target)
                    }
                } catch {
                    pair.problems.append("\(error)")
                }
                return pair
            }
        }

        @Test func `gives the same bytes for the same request, and shares turns`() async throws {
            try await Site.with { site in
                try await NodeProcess.with(site, Self.patient) { first in
                    try await NodeProcess.with(site, Self.patient) { second in
                        let calls = (0..<600).map { _ in SampleCall(to: Site.rotation, at: site) }
                        let requests = calls.map(\.arrival)
                        async let here = Self.send(requests, to: first.port)
                        async let there = Self.send(requests, to: second.port)
                        let (one, two) = await (here, there)
                        #expect(one.problems + two.problems == [])
                        #expect(one.documents == two.documents)
                        let shares = Site.targets.map { target in
                            one.targets.count { $0 == target }
                        }
                        #expect(shares == [200, 200, 200])
                        // Half of the calls here, half there: turns are still shared.
                        let split = (0..<600).map { _ in SampleCall(to: Site.rotation, at: site) }
                        async let left = Self.send(
                            split.prefix(300).map(\.arrival), to: first.port)
                        async let right = Self.send(
                            split.suffix(300).map(\.arrival), to: second.port)
                        let (half, other) = await (left, right)
                        #expect(half.problems + other.problems == [])
                        let all = half.targets + other.targets
                        let splitShares = Site.targets.map { target in
                            all.count { $0 == target }
                        }
                        #expect(splitShares == [200, 200, 200])
                        let slowest = max(
                            max(one.slowest, two.slowest), max(half.slowest, other.slowest))
                        print(
                            "two nodes: 1800 requests, \(one.documents.count) pairs equal, shares "
                                + "\(shares) and \(splitShares), slowest \(slowest.text)")
                        try await handOver(calls[0], first, second)
                    }
                }
            }
        }

        /// A call that began on one node goes on at the other.
        private func handOver(
            _ call: SampleCall, _ first: NodeProcess, _ second: NodeProcess
        ) async throws {
            let document = try await first.ask(call.arrival)
            let next = try await second.ask(call.callback(of: document, "busy"))
            #expect(next.isDial)
            #expect(next.target != document.target)
            let same = try await first.ask(call.callback(of: document, "busy"))
            #expect(same.bytes == next.bytes)
        }
    }
}
