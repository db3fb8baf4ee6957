/// One word of a command: text, bytes or a number, written binary safe.
package enum RedisArgument: Hashable, Sendable {
    case text(String)
    case bytes([UInt8])
    case number(Int)
}

extension RedisArgument: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        self = .text(value)
    }
}

extension RedisArgument: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int) {
        self = .number(value)
    }
}
