/// The user and password for AUTH; printing or reflecting it shows neither.
package struct RedisCredentials: Hashable, Sendable {
    /// `nil` authenticates as the default user, the only one before Redis 6.
    package let user: String?
    package let password: String

    package init(user: String? = nil, password: String) {
        self.user = user
        self.password = password
    }

    var command: [RedisArgument] {
        if let user {
            ["AUTH", .text(user), .text(password)]
        } else {
            ["AUTH", .text(password)]
        }
    }
}

extension RedisCredentials: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var description: String { "(hidden)" }
    package var debugDescription: String { "(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
