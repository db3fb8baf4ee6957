/// One reply of Redis, copied out of the connection's buffers.
package enum RedisValue: Hashable, Sendable {
    case null
    case integer(Int)
    case bulk([UInt8])
    case simple(String)
    case array([RedisValue])
    /// An error inside an array; an error that is the whole reply is thrown instead.
    case error(RedisServerError)
}

extension RedisValue {
    /// Whether Redis had nothing to give: a missing key, a condition not met.
    package var isNull: Bool { self == .null }

    /// Whether the reply is the plain `OK`.
    package var isOK: Bool { self == .simple("OK") }

    /// The number of an integer reply, or of text that is exactly one decimal number.
    package var int: Int? {
        switch self {
        case .integer(let number): number
        case .bulk(let bytes): Int(String(decoding: bytes, as: UTF8.self))
        case .simple(let text): Int(text)
        case .null, .array, .error: nil
        }
    }

    /// The bytes of a bulk or simple reply, as they came.
    package var bytes: [UInt8]? {
        switch self {
        case .bulk(let bytes): bytes
        case .simple(let text): Array(text.utf8)
        case .null, .integer, .array, .error: nil
        }
    }

    /// The text of a bulk or simple reply; `nil` when the bytes are not UTF-8.
    package var text: String? {
        switch self {
        case .bulk(let bytes): String(validating: bytes, as: UTF8.self)
        case .simple(let text): text
        case .null, .integer, .array, .error: nil
        }
    }

    /// The elements of an array reply.
    package var array: [RedisValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// What `read` finds in the reply, for callers to whom another shape is a fault.
    ///
    /// `try reply.decoded(\.int)` reads better than a guard at each call.
    package func decoded<Wanted>(_ read: (RedisValue) -> Wanted?) throws(RedisError) -> Wanted {
        guard let wanted = read(self) else { throw RedisError(.unexpectedReply) }
        return wanted
    }
}

/// An error Redis answered with: its first word is the kind, the rest is prose.
package struct RedisServerError: Hashable, Sendable {
    /// The first word of the reply, such as `ERR`, `WRONGTYPE` or `NOSCRIPT`.
    package let kind: String
    /// The whole line; it can echo arguments, so it is never logged.
    package let message: String

    package init(message: String) {
        let word = message.prefix { $0 != " " }
        let isKind = !word.isEmpty && word.count <= 32 && word.allSatisfy(Self.mayStandInKind)
        self.kind = isKind ? String(word) : "ERR"
        self.message = message
    }

    /// Scripts may raise any text; only a word in capitals is safe to show as a kind.
    private static func mayStandInKind(_ character: Character) -> Bool {
        character.isASCII && (character.isUppercase || character == "_")
    }
}

extension RedisServerError: CustomStringConvertible {
    package var description: String { kind }
}
