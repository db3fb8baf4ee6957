/// A password that can not be printed: no interpolation, dump or reflection shows it.
package struct PostgresPassword: Hashable, Sendable, ExpressibleByStringLiteral {
    let secret: String

    package init(_ secret: String) {
        self.secret = secret
    }

    package init(stringLiteral value: String) {
        secret = value
    }
}

extension PostgresPassword: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    package var description: String { "(hidden)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
