/// One line of one to 512 bytes that names something: a provider's agent, a conference room.
///
/// Whether the switch trims the text of a noun is not known, so white space around it and control
/// characters in it are refused.
package struct NounText: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes the text, or says why it can not be used.
    package init(_ text: String) throws(CXMLError) {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else {
            throw CXMLError(.empty, "noun text")
        }
        guard text.utf8.count <= 512 else { throw CXMLError(.tooLong, "noun text") }
        guard !first.properties.isWhitespace, !last.properties.isWhitespace else {
            throw CXMLError(.whitespace, "noun text")
        }
        for scalar in text.unicodeScalars
        where XMLCharacters.isControl(scalar) || !XMLCharacters.isLegal(scalar) {
            throw CXMLError(.illegalCharacter, "noun text")
        }
        self.text = text
    }
}
