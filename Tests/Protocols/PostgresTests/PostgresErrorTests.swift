import Postgres
import Testing

@Suite struct `A PostgreSQL error` {
    private func server(_ state: String) -> PostgresError {
        PostgresError(.server, sqlState: SQLState(rawValue: state), message: "Key (a)=(secret)")
    }

    @Test func `is bland when described and plain when reflected`() {
        let error = PostgresError(
            .server, sqlState: .uniqueViolation, statementIndex: 3, message: "Key (a)=(secret)")
        #expect("\(error)" == "postgres: server 23505 in statement 3")
        #expect(
            String(reflecting: error) == "postgres: server 23505 in statement 3: Key (a)=(secret)")
        #expect(error.isUniqueViolation)
    }

    @Test(arguments: ["22001", "22P02", "23502", "23503", "23505", "23514", "21000", "54000"])
    func `blames a row for its values`(state: String) {
        #expect(server(state).isRowFault)
        #expect(!server(state).isTransient)
    }

    @Test(arguments: [
        "08006", "40001", "40P01", "53300", "55P03", "57P01", "57014", "25006", "58030",
    ])
    func `may pass by itself`(state: String) {
        #expect(server(state).isTransient)
        #expect(!server(state).isRowFault)
    }

    @Test(arguments: ["42501", "42P01", "42601", "0A000", "55000", ""])
    func `is neither for mistakes of ours`(state: String) {
        #expect(!server(state).isTransient)
        #expect(!server(state).isRowFault)
    }

    @Test(arguments: PostgresError.Code.allCases)
    func `without a code of the server is transient only when the network is at fault`(
        code: PostgresError.Code
    ) {
        let passing: Set<PostgresError.Code> = [
            .refused, .unavailable, .poolExhausted, .timedOut, .connectionLost,
        ]
        #expect(PostgresError(code).isTransient == passing.contains(code))
    }
}
