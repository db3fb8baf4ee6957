/// A subscriber's number or a phone number as it is dialled, without white space.
///
/// Written as it came: the switch resolves it, and `+` is part of it when it is there.
package struct DialedNumber: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes the text, or says why it can not be used.
    package init(_ text: String) throws(CXMLError) {
        let text = try NounText(text).text
        guard text.utf8.count <= 128 else { throw CXMLError(.tooLong, "number") }
        guard !text.unicodeScalars.contains(where: \.properties.isWhitespace) else {
            throw CXMLError(.whitespace, "number")
        }
        self.text = text
    }
}
