/// Why a text is not the JSON that was asked for, and where that was noticed.
package struct JSONError: Error, Hashable, Sendable {
    /// How a text is wrong.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// There is nothing but white space.
        case empty
        /// The text stops inside a value.
        case unexpectedEnd = "unexpected_end"
        /// A byte that can not stand here.
        case unexpectedByte = "unexpected_byte"
        /// Something follows the value.
        case trailingBytes = "trailing_bytes"
        /// More than `JSONScanner.depthLimit` containers inside each other.
        case tooDeep = "too_deep"
        /// A control character inside a string.
        case controlCharacter = "control_character"
        case invalidEscape = "invalid_escape"
        /// Half of a surrogate pair, which is no character.
        case loneSurrogate = "lone_surrogate"
        case invalidUTF8 = "invalid_utf8"
        case invalidNumber = "invalid_number"
        /// A number the asked type can not hold.
        case numberOutOfRange = "number_out_of_range"
        /// A value of another kind than the one asked for.
        case wrongKind = "wrong_kind"
        /// The reading code asked for a member or a value where none can be.
        case outOfOrder = "out_of_order"
    }

    /// How the text is wrong.
    package let code: Code
    /// The byte at which the fault was noticed, counted from zero.
    package let offset: Int

    /// Names the fault and its place.
    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }
}

extension JSONError: CustomStringConvertible {
    /// Code and offset only: safe to log, since nothing of the text is in it.
    package var description: String { "\(code.rawValue) at byte \(offset)" }
}
