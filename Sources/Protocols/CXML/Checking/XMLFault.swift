/// Why bytes are not well-formed, and where that was noticed.
package struct XMLFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and where.
    package let description: String

    init(_ complaint: String, at offset: Int) {
        description = "\(complaint) at byte \(offset)"
    }
}
