/// One bound parameter, sent in PostgreSQL's text format.
///
/// The server infers the type from the statement, so write a cast where it can not:
/// `unnest($1::bigint[], $2::text[])`.
package enum PostgresValue: Hashable, Sendable {
    case null
    case text(String)
    case int(Int64)
    case bool(Bool)
    case double(Double)
    /// A `bytea`.
    case bytes([UInt8])
    /// The text of a `json` or `jsonb` value.
    case json(String)
    case textArray([String?])
    case intArray([Int64?])
    case boolArray([Bool?])
    case doubleArray([Double?])
    case bytesArray([[UInt8]?])
    /// Texts of `json` or `jsonb` values.
    case jsonArray([String?])
}

extension PostgresValue {
    /// A text, or NULL.
    package static func text(orNull text: String?) -> PostgresValue {
        text.map(PostgresValue.text) ?? .null
    }

    /// An integer, or NULL.
    package static func int(orNull number: Int64?) -> PostgresValue {
        number.map(PostgresValue.int) ?? .null
    }
}

extension PostgresValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
