/// An absolute `wss` address for media.
package struct StreamURL: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes the text, or says why it can not be used.
    package init(_ text: String) throws(CXMLError) {
        try AbsoluteURL.check(text, schemes: ["wss://"], as: "stream address")
        self.text = text
    }
}
