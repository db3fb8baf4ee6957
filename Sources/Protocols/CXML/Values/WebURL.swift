/// An absolute `http` or `https` address, percent-encoded, without user and password.
///
/// Relative addresses are legal for the switch but break behind proxies, so there are none.
package struct WebURL: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes the text, or says why it can not be used.
    package init(_ text: String) throws(CXMLError) {
        try AbsoluteURL.check(text, schemes: ["https://", "http://"], as: "web address")
        self.text = text
    }

    /// This address with more behind it, which has to begin with `/`; only that is checked.
    package func appending(_ path: String) throws(CXMLError) -> WebURL {
        guard path.utf8.first == UInt8(ascii: "/") else { throw CXMLError(.malformed, "path") }
        guard text.utf8.count &+ path.utf8.count <= 2_048 else { throw CXMLError(.tooLong, "path") }
        guard AbsoluteURL.hasAllowedBytesOnly(path) else {
            throw CXMLError(.illegalCharacter, "path")
        }
        return WebURL(checked: text + path)
    }

    private init(checked text: String) {
        self.text = text
    }
}
