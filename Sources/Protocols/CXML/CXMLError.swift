/// Why a value can not stand in a CXML document.
package struct CXMLError: Error, Hashable, Sendable {
    /// How a value is wrong.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case empty
        case tooLong = "too_long"
        /// A character the value can not carry.
        case illegalCharacter = "illegal_character"
        /// White space where it would become part of the value.
        case whitespace
        /// Text that does not have the value's form.
        case malformed
        case outOfRange = "out_of_range"
    }

    /// How the value is wrong.
    package let code: Code
    /// The kind of value that was refused; never the value itself, which may be a secret.
    package let value: String

    /// Names the fault and the kind of value that has it.
    package init(_ code: Code, _ value: String) {
        self.code = code
        self.value = value
    }
}

extension CXMLError: CustomStringConvertible {
    /// Safe to log: says what kind of value is wrong and how.
    package var description: String { "\(value): \(code.rawValue)" }
}
