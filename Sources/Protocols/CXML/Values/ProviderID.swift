/// The name of an agent provider as the switch spells it, transport suffix included.
///
/// Which providers there are is configuration; here only the form is fixed.
package struct ProviderID: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes lower-case letters, digits, `.` and `-`, one to 64 of them.
    package init(_ text: String) throws(CXMLError) {
        guard !text.isEmpty else { throw CXMLError(.empty, "provider") }
        guard text.utf8.count <= 64 else { throw CXMLError(.tooLong, "provider") }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"):
                continue
            default:
                throw CXMLError(.illegalCharacter, "provider")
            }
        }
        self.text = text
    }

    /// The provider an operator means: white space around and case ignored, aliases resolved.
    package static func normalised(_ text: String) throws(CXMLError) -> ProviderID {
        let isSpace = { (character: Character) in character.isWhitespace }
        var name = text.lowercased()[...].drop(while: isSpace)
        while name.last?.isWhitespace == true { name.removeLast() }
        return try ProviderID(name == "11labs" ? "elevenlabs" : String(name))
    }
}
