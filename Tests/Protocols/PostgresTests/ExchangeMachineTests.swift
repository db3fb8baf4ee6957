import Testing

@testable import Postgres

@Suite struct `An exchange` {
    private let rows = ResultFact.rows(PostgresRows.none)
    private let failure = PostgresError(.server, sqlState: .uniqueViolation)

    /// The step in words, since rows have no equality.
    private func said(_ step: ExchangeMachine.Step) -> String {
        switch step {
        case .more: "more"
        case .finished(.success(let results)): "\(results.count) results"
        case .finished(.failure(let error)): "\(error)"
        case .violated(let error): error.code.rawValue
        }
    }

    private func transcript(_ kind: ExchangeMachine.Kind, _ facts: [ResultFact]) -> [String] {
        var machine = ExchangeMachine(kind)
        return facts.map { said(machine.received($0)) }
    }

    @Test func `of a pipeline gives the rows of every statement at the Sync`() {
        #expect(
            transcript(
                .pipeline(count: 2), [rows, .statementEnded, rows, .statementEnded, .synced])
                == ["more", "more", "more", "more", "2 results"])
    }

    @Test func `of a pipeline names the first statement that failed`() {
        #expect(
            transcript(
                .pipeline(count: 3),
                [
                    rows, .statementEnded, .failed(failure), .statementEnded, .skipped,
                    .statementEnded, .synced,
                ]
            ).last == "postgres: server 23505 in statement 1")
    }

    @Test func `of a pipeline blames no statement for a failure at the Sync`() {
        #expect(
            transcript(
                .pipeline(count: 1),
                [rows, .statementEnded, .failed(failure), .statementEnded, .synced]
            ).last == "postgres: server 23505")
    }

    @Test func `of a script ends with the last result`() {
        #expect(transcript(.script, [rows, rows, .statementEnded]).last == "2 results")
        #expect(transcript(.script, [.statementEnded]) == ["0 results"])
        #expect(
            transcript(.script, [rows, .failed(failure), .statementEnded]).last
                == "postgres: server 23505")
    }

    @Test func `does not wait for ever for a Sync`() {
        let facts = Array(repeating: ResultFact.statementEnded, count: 3)
        #expect(transcript(.pipeline(count: 1), facts).last == "protocolViolation")
    }

    @Test func `is violated by results that belong to nothing asked`() {
        #expect(transcript(.pipeline(count: 2), [rows, .synced]).last == "protocolViolation")
        #expect(transcript(.script, [.synced]).last == "protocolViolation")
        #expect(transcript(.script, [.skipped]).last == "protocolViolation")
        #expect(transcript(.script, [.unexpected("COPY")]).last == "protocolViolation")
    }
}
