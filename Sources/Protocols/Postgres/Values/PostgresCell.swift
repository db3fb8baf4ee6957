/// One value of one row; its getters read the text the server sent and throw when it is not theirs.
package struct PostgresCell: Sendable {
    enum Content: Hashable, Sendable {
        case text(ArraySlice<UInt8>)
        case null
        case missing
    }

    let column: String
    let content: Content

    /// Whether the value is NULL.
    package var isNull: Bool { content == .null }

    /// The cell itself, or `nil` when it is NULL: `try row["ended_at"].ifPresent?.int`.
    package var ifPresent: PostgresCell? { isNull ? nil : self }

    /// The value as text.
    package var text: String {
        get throws(PostgresError) {
            guard let text = String(validating: try bytesOfText, as: UTF8.self) else {
                throw failure("not UTF-8")
            }
            return text
        }
    }

    /// The text of a `json` or `jsonb` value.
    package var json: String {
        get throws(PostgresError) { try text }
    }

    /// The value as a 64-bit integer.
    package var int: Int64 {
        get throws(PostgresError) {
            guard let number = TextFormat.int(try bytesOfText) else {
                throw failure("not an integer")
            }
            return number
        }
    }

    /// The value as a truth value.
    package var bool: Bool {
        get throws(PostgresError) {
            guard let flag = TextFormat.bool(try bytesOfText) else {
                throw failure("not a boolean")
            }
            return flag
        }
    }

    /// The value as a floating-point number; a `numeric` is rounded to the nearest.
    package var double: Double {
        get throws(PostgresError) {
            guard let number = TextFormat.double(try bytesOfText) else {
                throw failure("not a number")
            }
            return number
        }
    }

    /// The bytes of a `bytea`.
    package var bytes: [UInt8] {
        get throws(PostgresError) {
            guard let data = TextFormat.bytea(try bytesOfText) else {
                throw failure("not hex bytea")
            }
            return data
        }
    }

    /// The texts of a one-dimensional array.
    package var textArray: [String?] {
        get throws(PostgresError) {
            guard let elements = ArrayReader.read(try bytesOfText) else {
                throw failure("not a one-dimensional array")
            }
            var texts: [String?] = []
            for element in elements {
                guard let element else {
                    texts.append(nil)
                    continue
                }
                guard let text = String(validating: element, as: UTF8.self) else {
                    throw failure("not UTF-8")
                }
                texts.append(text)
            }
            return texts
        }
    }

    /// The integers of a one-dimensional array.
    package var intArray: [Int64?] {
        get throws(PostgresError) {
            guard let elements = ArrayReader.read(try bytesOfText) else {
                throw failure("not a one-dimensional array")
            }
            var numbers: [Int64?] = []
            for element in elements {
                guard let element else {
                    numbers.append(nil)
                    continue
                }
                guard let number = TextFormat.int(element[...]) else {
                    throw failure("not an array of integers")
                }
                numbers.append(number)
            }
            return numbers
        }
    }

    private var bytesOfText: ArraySlice<UInt8> {
        get throws(PostgresError) {
            switch content {
            case .text(let bytes): return bytes
            case .null: throw failure("is NULL")
            case .missing: throw failure("is missing")
            }
        }
    }

    /// Says which column, never what was in it.
    private func failure(_ reason: String) -> PostgresError {
        PostgresError(.undecodable, message: "column \(column): \(reason)")
    }
}
