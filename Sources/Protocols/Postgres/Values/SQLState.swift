/// The five-character code PostgreSQL gives every server error.
///
/// The first two characters are the class, which is what decisions are made on; the names below are
/// only those that code of ours asks for.
package struct SQLState: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The class of the code, its first two characters.
    package var category: Substring { rawValue.prefix(2) }

    /// A row with this key exists already.
    package static let uniqueViolation = SQLState(rawValue: "23505")
    /// One command touched one row twice, as an upsert with a repeated key does.
    package static let cardinalityViolation = SQLState(rawValue: "21000")
    /// A value is too large for an index or a limit of the server.
    package static let programLimitExceeded = SQLState(rawValue: "54000")
    /// A lock was not free at once or in time.
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// The server was made read-only, as a standby is after a switch-over.
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
}
