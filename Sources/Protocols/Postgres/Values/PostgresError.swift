/// What went wrong between us and PostgreSQL.
///
/// `description` is safe to log: it has the code, the SQLSTATE and the place in the pipeline, and
/// never a value or a name. The server's own words quote rows and keys, so only
/// `String(reflecting:)` shows them.
package struct PostgresError: Error, Hashable, Sendable {
    package enum Code: String, CaseIterable, Hashable, Sendable {
        /// The server could not be reached or turned the log-in down.
        case refused
        /// The pool knows that the server is away and did not try.
        case unavailable
        /// No connection was free in time, or too many callers wait already; nothing was sent.
        case poolExhausted
        /// No answer came in time; the connection is gone, and whether the statement took effect is
        /// not known.
        case timedOut
        /// The connection broke; whether the statement took effect is not known.
        case connectionLost
        /// The server reported an error; `sqlState` says which.
        case server
        /// A value can not be sent, such as text with a NUL inside.
        case unencodable
        /// A column is missing, NULL or not of the type asked for.
        case undecodable
        /// A transaction ended in a rollback although nothing was reported.
        case transactionAborted
        /// The server or libpq did something this client does not understand.
        case protocolViolation
        /// The pool or connection has been stopped.
        case closed
        /// The connection settings can not be read.
        case invalidConfiguration
    }

    package let code: Code
    /// The server's error code, when the server reported one.
    package let sqlState: SQLState?
    /// Which statement of a pipeline failed, counted from zero.
    package let statementIndex: Int?
    /// The constraint that refused a row.
    package let constraint: String?
    private let message: String

    package init(
        _ code: Code, sqlState: SQLState? = nil, statementIndex: Int? = nil,
        constraint: String? = nil, message: String = ""
    ) {
        self.code = code
        self.sqlState = sqlState
        self.statementIndex = statementIndex
        self.constraint = constraint
        self.message = message
    }

    /// The same error, told to have happened in one statement of a pipeline.
    func at(_ index: Int) -> PostgresError {
        PostgresError(
            code, sqlState: sqlState, statementIndex: index, constraint: constraint,
            message: message)
    }
}

extension PostgresError {
    /// Whether a row with this key existed already.
    package var isUniqueViolation: Bool { sqlState == .uniqueViolation }

    /// Whether the values of some row are at fault, so that splitting a batch isolates it.
    package var isRowFault: Bool {
        if code == .unencodable { return true }
        guard code == .server, let sqlState else { return false }
        return switch sqlState {
        case .cardinalityViolation, .programLimitExceeded: true
        default: sqlState.category == "22" || sqlState.category == "23"
        }
    }

    /// Whether the statement may have been carried out although no answer came.
    package var mayHaveTakenEffect: Bool { code == .timedOut || code == .connectionLost }

    /// Whether the same statement may well succeed a little later.
    package var isTransient: Bool {
        switch code {
        case .refused, .unavailable, .poolExhausted, .timedOut, .connectionLost: true
        case .unencodable, .undecodable, .protocolViolation, .closed, .invalidConfiguration: false
        case .server, .transactionAborted:
            switch sqlState {
            case nil: false
            case .lockNotAvailable?, .readOnlyTransaction?: true
            case let state?: ["08", "40", "53", "57", "58"].contains(state.category)
            }
        }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        var text = "postgres: \(code.rawValue)"
        if let sqlState { text += " \(sqlState.rawValue)" }
        if let statementIndex { text += " in statement \(statementIndex)" }
        return text
    }

    package var debugDescription: String {
        message.isEmpty ? description : "\(description): \(message)"
    }
}
