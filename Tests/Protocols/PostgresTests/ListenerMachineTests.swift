import Supervision
import Testing

@testable import Postgres

@Suite struct `A listener` {
    private func machine() -> ListenerMachine {
        ListenerMachine(
            backoff: Backoff(initial: .seconds(1), maximum: .seconds(4), jitter: 0))
    }

    @Test func `announces itself only once it is subscribed`() {
        var listener = machine()
        #expect(listener.started() == [.connect])
        #expect(listener.received(.connected, chance: 0) == [.subscribe])
        #expect(
            listener.received(.subscribed, chance: 0) == [.announceConnected, .startHeartbeatTimer])
    }

    @Test func `checks its pulse again and again`() {
        var listener = listening()
        for _ in 0..<3 {
            #expect(listener.received(.beatDue, chance: 0) == [.beat])
            #expect(listener.received(.beatAnswered, chance: 0) == [.startHeartbeatTimer])
        }
    }

    @Test(arguments: [false, true])
    func `announces a loss once and comes back`(isChecking: Bool) {
        var listener = listening()
        if isChecking { _ = listener.received(.beatDue, chance: 0) }
        #expect(
            listener.received(.lost, chance: 0) == [.announceDisconnected, .rest(.seconds(1))])
        #expect(listener.received(.lost, chance: 0) == [])
        #expect(listener.received(.rested, chance: 0) == [.connect])
    }

    @Test func `waits longer after each failure and starts afresh after a success`() {
        var listener = machine()
        _ = listener.started()
        for seconds in [1, 2, 4, 4] {
            #expect(listener.received(.connectFailed, chance: 0) == [.rest(.seconds(seconds))])
            #expect(listener.received(.rested, chance: 0) == [.connect])
        }
        _ = listener.received(.connected, chance: 0)
        _ = listener.received(.subscribed, chance: 0)
        #expect(
            listener.received(.lost, chance: 0) == [.announceDisconnected, .rest(.seconds(1))])
    }

    @Test func `does not announce a loss nobody was told the beginning of`() {
        var listener = machine()
        _ = listener.started()
        _ = listener.received(.connected, chance: 0)
        #expect(listener.received(.lost, chance: 0) == [.rest(.seconds(1))])
    }

    @Test(arguments: [
        ListenerMachine.Fact.connected, .connectFailed, .subscribed, .beatDue, .beatAnswered,
        .lost, .rested,
    ])
    func `stopped does nothing`(fact: ListenerMachine.Fact) {
        var listener = listening()
        listener.stopped()
        #expect(listener.received(fact, chance: 0) == [])
    }

    private func listening() -> ListenerMachine {
        var listener = machine()
        _ = listener.started()
        _ = listener.received(.connected, chance: 0)
        _ = listener.received(.subscribed, chance: 0)
        return listener
    }
}
