import Supervision
import Testing

@testable import Redis

@Suite struct `The link to Redis` {
    private func machine() -> LinkMachine {
        LinkMachine(
            timeoutsToOpen: 3, stableAfter: .seconds(5),
            backoff: Backoff(
                initial: .milliseconds(100), maximum: .seconds(1), multiplier: 2, jitter: 0))
    }

    private func ready() -> LinkMachine {
        var link = machine()
        _ = link.started()
        _ = link.greeted(at: .zero)
        return link
    }

    @Test func `closes the circuit only when greeted`() {
        var link = machine()
        #expect(link.circuit == .open)
        #expect(link.started() == .connect)
        #expect(link.circuit == .open)
        #expect(link.greeted(at: .seconds(1)) == .serve)
        #expect(link.circuit == .closed)
    }

    @Test func `makes one attempt at a time`() {
        var link = machine()
        #expect(link.started() == .connect)
        #expect(link.started() == .refuse)
        #expect(link.connectionEnded(at: .zero, chance: 0.5) == .pause(.milliseconds(100)))
        #expect(link.started() == .refuse)
        #expect(link.pauseEnded() == .connect)
        #expect(link.started() == .refuse)
    }

    @Test func `pauses longer after each failure, up to the longest`() {
        var link = machine()
        #expect(link.started() == .connect)
        for pause in [100, 200, 400, 800, 1_000, 1_000] {
            #expect(
                link.connectionEnded(at: .zero, chance: 0.5) == .pause(.milliseconds(pause)))
            #expect(link.pauseEnded() == .connect)
        }
    }

    @Test func `forgets old failures only after a stable connection`() {
        var link = machine()
        #expect(link.started() == .connect)
        #expect(link.connectionEnded(at: .zero, chance: 0.5) == .pause(.milliseconds(100)))
        #expect(link.pauseEnded() == .connect)
        #expect(link.greeted(at: .seconds(1)) == .serve)
        // Greeted and lost at once: a server that flaps is not asked more often for it.
        #expect(link.connectionEnded(at: .seconds(2), chance: 0.5) == .pause(.milliseconds(200)))
        #expect(link.pauseEnded() == .connect)
        #expect(link.greeted(at: .seconds(3)) == .serve)
        #expect(link.connectionEnded(at: .seconds(9), chance: 0.5) == .pause(.milliseconds(100)))
    }

    @Test func `opens the circuit and probes after timeouts in a row`() {
        var link = ready()
        #expect(link.timedOut(2) == .nothing)
        link.repliedInTime()
        #expect(link.timedOut(2) == .nothing)
        #expect(link.timedOut(1) == .probe)
        #expect(link.circuit == .halfOpen)
        #expect(link.timedOut(50) == .nothing)
        #expect(link.probeAnswered() == .serve)
        #expect(link.circuit == .closed)
        #expect(link.timedOut(2) == .nothing)
        #expect(link.timedOut(1) == .probe)
        #expect(link.probeFailed() == .drop)
    }

    @Test func `drops a connection that stays silent`() {
        var link = ready()
        #expect(link.silenceExceeded() == .drop)
        #expect(link.connectionEnded(at: .seconds(1), chance: 0.5) == .pause(.milliseconds(100)))
        #expect(link.silenceExceeded() == .nothing)
    }

    @Test func `waits for the replies it owes before it stops`() {
        var link = ready()
        #expect(link.stopRequested(owed: 2) == .waitForReplies)
        #expect(link.circuit == .open)
        #expect(link.stopRequested(owed: 2) == .nothing)
        #expect(link.drained() == .stopNow)
        #expect(link.connectionEnded(at: .seconds(1), chance: 0.5) == .stop)
        #expect(link.state == .stopped)
        #expect(link.started() == .connect)
    }

    @Test func `stops at once when nothing is owed`() {
        for prepare in [
            { (link: inout LinkMachine) in _ = link.started() },
            { link in
                _ = link.started()
                _ = link.greeted(at: .zero)
            },
            { link in
                _ = link.started()
                _ = link.connectionEnded(at: .zero, chance: 0.5)
            },
        ] {
            var link = machine()
            prepare(&link)
            #expect(link.stopRequested(owed: 0) == .stopNow)
            #expect(link.greeted(at: .zero) == .close)
            #expect(link.connectionEnded(at: .zero, chance: 0.5) == .stop)
        }
    }

    @Test func `stops out of the pause without another attempt`() {
        var link = machine()
        _ = link.started()
        #expect(link.connectionEnded(at: .zero, chance: 0.5) == .pause(.milliseconds(100)))
        #expect(link.stopRequested(owed: 0) == .stopNow)
        #expect(link.pauseEnded() == .stop)
        #expect(link.state == .stopped)
    }

    @Test func `ignores facts that come too late`() {
        var link = machine()
        #expect(link.timedOut(9) == .nothing)
        #expect(link.silenceExceeded() == .nothing)
        #expect(link.probeAnswered() == .nothing)
        #expect(link.probeFailed() == .nothing)
        #expect(link.drained() == .nothing)
        #expect(link.greeted(at: .zero) == .close)
        #expect(link.pauseEnded() == .stop)
        #expect(link.state == .stopped)
    }
}
