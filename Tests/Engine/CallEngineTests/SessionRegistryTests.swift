import Reactor
import Telemetry
import Telephony
import Testing

@testable import CallEngine

@Suite(.timeLimit(.minutes(1))) struct `The session registry` {
    private func withRegistry(
        live: Int = 100, ended: Int = 100,
        _ body: (SessionRegistry, (Int) -> CallSession) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "test", log: .discarding, metrics: Metrics())
        let services = CallServices(
            configuration: .init(), coordinator: LocalCoordinator(), journal: RecordingJournal(),
            metrics: CallMetrics(Metrics()), log: .discarding)
        let registry = SessionRegistry(maximumLive: live, maximumEnded: ended, shards: 4)
        try await body(registry) { number in
            CallSession(
                call: IncomingCall(
                    tenant: acme, session: token(number), callID: "", from: PhoneAddress("1"),
                    to: PhoneAddress("2"), origin: .inbound, rawDirection: "",
                    startedAt: Timestamp(milliseconds: 0)), loop: loop, services: services)
        }
        await loop.shutDown()
    }

    @Test func `makes a session once`() async throws {
        try await withRegistry { registry, make in
            let first = registry.session(key(1)) { make(1) }
            let second = registry.session(key(1)) { make(1) }
            #expect(first === second)
            #expect(registry.liveCount == 1)
            #expect(registry.session(key(1)) === first)
            #expect(registry.session(key(2)) == nil)
        }
    }

    @Test func `has no room above its limit, except for who is in`() async throws {
        try await withRegistry(live: 2) { registry, make in
            for number in 1...2 { #expect(registry.session(key(number)) { make(number) } != nil) }
            #expect(registry.session(key(3)) { make(3) } == nil)
            #expect(registry.session(key(1)) { make(1) } != nil)
            #expect(registry.hasEnded(key(1), leavesAt: .seconds(9), now: .zero).isEmpty)
            #expect(registry.session(key(3)) { make(3) } != nil)
            #expect(registry.liveCount == 2)
            #expect(registry.endedCount == 1)
        }
    }

    @Test func `lets ended sessions go when their time is over`() async throws {
        try await withRegistry { registry, make in
            for number in 1...3 {
                _ = registry.session(key(number)) { make(number) }
                _ = registry.hasEnded(key(number), leavesAt: .seconds(number), now: .zero)
            }
            #expect(registry.sweep(now: .milliseconds(999), atMost: 10).isEmpty)
            #expect(registry.sweep(now: .seconds(2), atMost: 1) == [key(1)])
            #expect(registry.sweep(now: .seconds(2), atMost: 9) == [key(2)])
            #expect(registry.session(key(2)) == nil)
            #expect(registry.session(key(3)) != nil)
            #expect(registry.endedCount == 1)
            #expect(registry.liveCount == 0)
        }
    }

    @Test func `lets the oldest go early when there are too many`() async throws {
        try await withRegistry(ended: 2) { registry, make in
            var left: [SessionKey] = []
            for number in 1...5 {
                _ = registry.session(key(number)) { make(number) }
                left += registry.hasEnded(key(number), leavesAt: .seconds(100), now: .zero)
            }
            #expect(left == (1...3).map(key))
            #expect(registry.endedCount == 2)
        }
    }
}
