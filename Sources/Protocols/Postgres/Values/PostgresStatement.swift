/// One SQL command with its parameters, `$1` being the first.
package struct PostgresStatement: Hashable, Sendable {
    package let sql: String
    package let parameters: [PostgresValue]

    package init(_ sql: String, _ parameters: [PostgresValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}

extension PostgresStatement: ExpressibleByStringLiteral {
    package init(stringLiteral sql: String) { self.init(sql) }
}
