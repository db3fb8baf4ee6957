/// A statement as bytes, ready for libpq: made where the caller runs, not on the pool's loop.
struct EncodedStatement: Hashable, Sendable {
    /// The SQL and the parameters, each ended by NUL.
    let bytes: [UInt8]
    /// Where each parameter starts; `nil` is NULL.
    let offsets: [Int?]

    /// The protocol counts parameters with sixteen bits.
    static let mostParameters = 65_535
    /// The server refuses larger messages; half of its limit leaves room for everything else.
    static let mostBytes = 512 * 1_024 * 1_024

    init(_ statement: PostgresStatement) throws(PostgresError) {
        guard statement.parameters.count <= Self.mostParameters else {
            throw PostgresError(.unencodable, message: "too many parameters")
        }
        var writer = ParameterWriter()
        writer.write(statement.sql)
        writer.terminate()
        var offsets: [Int?] = []
        offsets.reserveCapacity(statement.parameters.count)
        for value in statement.parameters {
            if case .null = value {
                offsets.append(nil)
                continue
            }
            offsets.append(writer.bytes.count)
            writer.write(value)
            writer.terminate()
            guard !writer.hasEmbeddedNUL else {
                throw PostgresError(
                    .unencodable, message: "NUL in parameter \(offsets.count)")
            }
        }
        guard !writer.hasEmbeddedNUL else {
            throw PostgresError(.unencodable, message: "NUL in the statement")
        }
        guard writer.bytes.count <= Self.mostBytes else {
            throw PostgresError(.unencodable, message: "statement too large")
        }
        bytes = writer.bytes
        self.offsets = offsets
    }
}

extension EncodedStatement {
    /// Encodes every statement of a pipeline, naming the one that can not be sent.
    static func all(_ statements: [PostgresStatement]) throws(PostgresError) -> [EncodedStatement] {
        var encoded: [EncodedStatement] = []
        encoded.reserveCapacity(statements.count)
        for (index, statement) in statements.enumerated() {
            do {
                encoded.append(try EncodedStatement(statement))
            } catch {
                throw error.at(index)
            }
        }
        return encoded
    }
}
