/// Why a text is not a readable form, and where that was noticed.
package struct FormError: Error, Hashable, Sendable {
    /// How a form is wrong.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// More pairs than a reader takes.
        case tooManyPairs = "too_many_pairs"
        /// A percent sign without two hexadecimal digits after it.
        case invalidPercent = "invalid_percent"
        case invalidUTF8 = "invalid_utf8"
    }

    /// How the form is wrong.
    package let code: Code
    /// The byte at which the fault was noticed, counted from zero.
    package let offset: Int

    /// Names the fault and its place.
    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }
}

extension FormError: CustomStringConvertible {
    /// Code and offset only: safe to log, since nothing of the text is in it.
    package var description: String { "\(code.rawValue) at byte \(offset)" }
}
