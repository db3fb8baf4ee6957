import Foundation

/// Reads and writes the `jsonb` columns, whose members have the specification's names.
enum JSONColumn {
    static func decode<Value: Decodable>(
        _ type: Value.Type, _ text: String, column: String
    ) throws(PersistenceError) -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(text.utf8))
        } catch {
            throw PersistenceError(.unreadableRow, "\(column) is not what it should be")
        }
    }

    static func encode(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Our own plain structs always encode; an empty object is what the columns default to.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
