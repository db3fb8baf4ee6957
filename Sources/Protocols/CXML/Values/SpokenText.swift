/// A sentence to be said, at most 8,192 bytes.
///
/// White space around it and characters XML can not carry are removed: they have no sound.
package struct SpokenText: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes the text, or says why it can not be used.
    package init(_ text: String) throws(CXMLError) {
        guard text.utf8.count <= 8_192 else { throw CXMLError(.tooLong, "spoken text") }
        let legal = text.unicodeScalars.filter(XMLCharacters.isLegal)
        var scalars = legal[...]
        scalars = scalars.drop(while: \.properties.isWhitespace)
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        guard !scalars.isEmpty else { throw CXMLError(.empty, "spoken text") }
        self.text = String(scalars)
    }
}
