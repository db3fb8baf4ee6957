/// A voice that says something.
package enum Voice: Hashable, Sendable {
    case man
    case woman
    case named(VoiceName)

    var text: String {
        switch self {
        case .man: "man"
        case .woman: "woman"
        case .named(let name): name.text
        }
    }
}

/// A voice by its provider and its name there, `Google:en-GB-Standard-A`.
package struct VoiceName: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes letters, digits, `-`, `_` and `.` for both parts.
    package init(provider: String, voice: String) throws(CXMLError) {
        for part in [provider, voice] {
            guard !part.isEmpty else { throw CXMLError(.empty, "voice") }
            guard part.utf8.count <= 64 else { throw CXMLError(.tooLong, "voice") }
            for byte in part.utf8
            where !ASCII.isLetterOrDigit(byte) && byte != UInt8(ascii: "-")
                && byte != UInt8(ascii: "_") && byte != UInt8(ascii: ".")
            {
                throw CXMLError(.illegalCharacter, "voice")
            }
        }
        text = provider + ":" + voice
    }
}

/// A language in the form of BCP 47, `en-GB`.
package struct LanguageTag: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes parts of letters and digits with `-` between them.
    package init(_ text: String) throws(CXMLError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isFirst = index == 0
            guard (isFirst ? 2...8 : 1...8).contains(part.count),
                part.allSatisfy(ASCII.isLetterOrDigit),
                !isFirst || part.allSatisfy({ $0 > UInt8(ascii: "9") })
            else { throw CXMLError(.malformed, "language") }
        }
        guard parts.count <= 6 else { throw CXMLError(.tooLong, "language") }
        self.text = text
    }
}
