import Testing

@testable import Postgres

@Suite struct `A connection` {
    private let trouble = PostgresError(.connectionLost)

    private func idle() -> ConnectionMachine {
        var machine = ConnectionMachine()
        _ = machine.polled(.ready)
        return machine
    }

    private func exchanging() -> ConnectionMachine {
        var machine = idle()
        _ = machine.asked(.pipeline(count: 1))
        return machine
    }

    private func closed() -> ConnectionMachine {
        var machine = ConnectionMachine()
        _ = machine.lost(trouble)
        return machine
    }

    @Test func `opens as libpq asks for it`() {
        var machine = ConnectionMachine()
        #expect(machine.polled(.wantsWrite) == .watch(.writable))
        #expect(machine.polled(.wantsRead) == .watch(.readable))
        #expect(machine.polled(.ready) == .opened)
        #expect(machine.state == .idle)
    }

    @Test func `gives up an attempt that fails or takes too long`() {
        var machine = ConnectionMachine()
        #expect(machine.polled(.failed(trouble)) == .drop(trouble))
        #expect(machine.state == .closed)
        machine = ConnectionMachine()
        guard case .drop(let error) = machine.expired() else {
            Issue.record("an attempt without end")
            return
        }
        #expect(error.code == .refused)
    }

    @Test func `serves one exchange at a time`() {
        var machine = idle()
        #expect(machine.asked(.pipeline(count: 1)) == .send)
        guard case .refuse = machine.asked(.script) else {
            Issue.record("two exchanges at once")
            return
        }
        #expect(machine.flushed(.pending) == .watch([.readable, .writable]))
        #expect(machine.flushed(.done) == .watch(.readable))
        _ = machine.received(.rows(.none))
        _ = machine.received(.statementEnded)
        guard case .settle(.success) = machine.received(.synced) else {
            Issue.record("no result")
            return
        }
        #expect(machine.state == .idle)
        #expect(machine.asked(.script) == .send)
    }

    @Test func `is dropped when an exchange takes too long`() {
        var machine = exchanging()
        #expect(machine.expired() == .drop(PostgresError(.timedOut)))
        #expect(machine.expired() == .ignore)
    }

    @Test func `does not expire while nobody waits`() {
        var machine = idle()
        #expect(machine.expired() == .ignore)
        #expect(machine.state == .idle)
    }

    @Test func `ends once, whatever is told afterwards`() {
        for open in [ConnectionMachine(), idle(), exchanging()] {
            var machine = open
            #expect(machine.lost(trouble) == .drop(trouble))
            #expect(machine.lost(trouble) == .ignore)
            #expect(machine.polled(.ready) == .ignore)
            #expect(machine.flushed(.failed(trouble)) == .ignore)
            #expect(machine.expired() == .ignore)
            guard case .ignore = machine.received(.synced) else {
                Issue.record("a result after the end")
                return
            }
            #expect(machine.state == .closed)
        }
    }

    @Test func `closed refuses requests as lost`() {
        var machine = closed()
        guard case .refuse(let error) = machine.asked(.script) else {
            Issue.record("a request on a closed connection")
            return
        }
        #expect(error.code == .connectionLost)
    }
}
