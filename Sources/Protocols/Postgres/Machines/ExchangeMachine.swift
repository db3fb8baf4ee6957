/// What libpq's next result is, once copied out of it.
enum ResultFact: Sendable {
    /// A statement succeeded.
    case rows(PostgresRows)
    /// A statement failed, and with it the transaction it was in.
    case failed(PostgresError)
    /// The server skipped a statement because one before it failed.
    case skipped
    /// No more results belong to the statement at the head of the queue.
    case statementEnded
    /// The pipeline's Sync was reached: the implicit transaction is over.
    case synced
    /// Something no exchange of ours leads to, such as COPY.
    case unexpected(String)
}

/// Follows the results of one request, from sending it to its last word.
///
/// ```
/// pipeline:  rows, ended, rows, ended, …, synced            → the rows of each statement
///            rows, ended, failed, ended, skipped, …, synced → the error, with its index
/// script:    rows, rows, …, ended                           → the rows of each statement
///            rows, failed, ended                            → the error
/// ```
struct ExchangeMachine: Sendable {
    enum Kind: Hashable, Sendable {
        /// Statements with parameters, in pipeline mode, ended by one Sync.
        case pipeline(count: Int)
        /// A text of statements without parameters, outside pipeline mode.
        case script
    }

    typealias Outcome = Result<[PostgresRows], PostgresError>

    enum Step: Sendable {
        case more
        case finished(Outcome)
        case violated(PostgresError)
    }

    private let kind: Kind
    private var rows: [PostgresRows] = []
    private var failure: PostgresError?
    private var ended = 0

    init(_ kind: Kind) {
        self.kind = kind
    }

    mutating func received(_ fact: ResultFact) -> Step {
        switch (kind, fact) {
        case (_, .rows(let more)):
            rows.append(more)
            return .more
        case (.pipeline(let count), .failed(let error)):
            // A deferred constraint fails at the Sync itself, after the last statement.
            if failure == nil { failure = ended < count ? error.at(ended) : error }
            return .more
        case (.script, .failed(let error)):
            failure = failure ?? error
            return .more
        case (.pipeline, .skipped):
            return .more
        case (.pipeline(let count), .statementEnded):
            ended += 1
            // One end for each statement, and one more when the Sync failed: beyond that libpq
            // would answer for ever.
            return ended <= count + 1 ? .more : violation("statements end without a Sync")
        case (.script, .statementEnded):
            return .finished(outcome)
        case (.pipeline(let count), .synced):
            guard failure != nil || rows.count == count else {
                return violation("\(rows.count) results for \(count) statements")
            }
            return .finished(outcome)
        case (.script, .skipped), (.script, .synced):
            return violation("a pipeline's result outside a pipeline")
        case (_, .unexpected(let what)):
            return violation(what)
        }
    }

    private var outcome: Outcome {
        failure.map(Outcome.failure) ?? .success(rows)
    }

    private func violation(_ what: String) -> Step {
        .violated(PostgresError(.protocolViolation, message: what))
    }
}
