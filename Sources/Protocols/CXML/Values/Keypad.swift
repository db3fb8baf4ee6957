/// A key of the telephone.
package enum KeypadKey: String, Hashable, Sendable, CaseIterable {
    case zero = "0"
    case one = "1"
    case two = "2"
    case three = "3"
    case four = "4"
    case five = "5"
    case six = "6"
    case seven = "7"
    case eight = "8"
    case nine = "9"
    case star = "*"
    case pound = "#"
}

/// One or more different keys, any of which ends something.
package struct KeySet: Hashable, Sendable {
    /// The keys side by side, as the attribute carries them.
    package let text: String

    /// Takes keys in any order, each counted once.
    package init(_ first: KeypadKey, _ others: KeypadKey...) {
        let all = Set(others).union([first])
        text = KeypadKey.allCases.filter(all.contains).map(\.rawValue).joined()
    }

    /// Takes the text, or says why it can not be used.
    package init(_ text: String) throws(CXMLError) {
        guard !text.isEmpty else { throw CXMLError(.empty, "keys") }
        for character in text where KeypadKey(rawValue: String(character)) == nil {
            throw CXMLError(.illegalCharacter, "keys")
        }
        guard Set(text).count == text.count else { throw CXMLError(.malformed, "keys") }
        self.text = text
    }
}

/// Tones to be sent: keys, and `w` for half a second of waiting.
package struct ToneSequence: Hashable, Sendable {
    /// The tones as the attribute carries them.
    package let text: String

    /// Takes the text, or says why it can not be used.
    package init(_ text: String) throws(CXMLError) {
        guard !text.isEmpty else { throw CXMLError(.empty, "tones") }
        guard text.utf8.count <= 128 else { throw CXMLError(.tooLong, "tones") }
        for character in text
        where character != "w" && KeypadKey(rawValue: String(character)) == nil {
            throw CXMLError(.illegalCharacter, "tones")
        }
        self.text = text
    }
}
