/// The name of a member, still as bytes.
package struct JSONKey: Hashable, Sendable {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// The name as text; comparing does not need it.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether this is the name, letter for letter.
    package func matches(_ name: String) -> Bool {
        bytes.elementsEqual(name.utf8)
    }

    /// Whether this is the name when A to Z and a to z are taken as equal.
    package func matchesIgnoringCase(_ name: String) -> Bool {
        bytes.elementsEqual(name.utf8) { ASCII.lowercased($0) == ASCII.lowercased($1) }
    }

    /// Lets a `switch` over a key name its cases as string literals.
    package static func ~= (name: String, key: JSONKey) -> Bool { key.matches(name) }
}
