/// Text of one to 2,048 bytes that an attribute carries unchanged.
///
/// Caller ids, names, credentials: a character XML can not carry is refused rather than dropped,
/// because the rest would be another value.
package struct AttributeText: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes the text, or says why it can not be used.
    package init(_ text: String) throws(CXMLError) {
        guard !text.isEmpty else { throw CXMLError(.empty, "attribute text") }
        guard text.utf8.count <= 2_048 else { throw CXMLError(.tooLong, "attribute text") }
        guard text.unicodeScalars.allSatisfy(XMLCharacters.isLegal) else {
            throw CXMLError(.illegalCharacter, "attribute text")
        }
        self.text = text
    }
}
