/// The trunks a call may leave by, in order: names or ids.
package struct TrunkList: Hashable, Sendable {
    /// The names joined with commas, as the attribute carries them.
    package let text: String

    /// Takes one to 64 names without comma, white space or control characters.
    package init(_ names: [String]) throws(CXMLError) {
        guard !names.isEmpty else { throw CXMLError(.empty, "trunks") }
        guard names.count <= 64 else { throw CXMLError(.tooLong, "trunks") }
        for name in names {
            guard !name.isEmpty else { throw CXMLError(.empty, "trunk") }
            guard name.utf8.count <= 128 else { throw CXMLError(.tooLong, "trunk") }
            for scalar in name.unicodeScalars {
                guard !scalar.properties.isWhitespace else { throw CXMLError(.whitespace, "trunk") }
                guard scalar != ",", !XMLCharacters.isControl(scalar), XMLCharacters.isLegal(scalar)
                else { throw CXMLError(.illegalCharacter, "trunk") }
            }
        }
        text = names.joined(separator: ",")
    }
}
