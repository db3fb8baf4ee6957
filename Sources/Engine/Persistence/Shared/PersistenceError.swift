/// What goes wrong when something is kept or read back, beyond the database's own errors.
package struct PersistenceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// The schema is not the one this program was written for.
        case schemaMismatch
        /// The master key is not the one the database's credentials were sealed with.
        case wrongMasterKey
        /// A row says something no row should say.
        case unreadableRow
        /// The tenant cannot be loaded as it is described.
        case refusedTenant
    }

    package let code: Code
    private let sentence: String
    /// The code, by which the handbook knows it, and a sentence.
    package var description: String { "\(code.rawValue): \(sentence)" }

    package init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}
