/// A header for the outgoing INVITE.
package struct SIPHeader: Hashable, Sendable {
    /// The header's name.
    package let name: String
    /// The header's value.
    package let value: String

    /// Takes a name that is a token of RFC 3261 and a value of one line, which may be empty.
    package init(_ name: String, _ value: String) throws(CXMLError) {
        guard !name.isEmpty else { throw CXMLError(.empty, "header name") }
        guard name.utf8.count <= 128, value.utf8.count <= 1_024 else {
            throw CXMLError(.tooLong, "header")
        }
        for byte in name.utf8 where !SIPGrammar.isTokenByte(byte) {
            throw CXMLError(.illegalCharacter, "header name")
        }
        for scalar in value.unicodeScalars
        where XMLCharacters.isControl(scalar) || !XMLCharacters.isLegal(scalar) {
            throw CXMLError(.illegalCharacter, "header value")
        }
        self.name = name
        self.value = value
    }

    /// Headers as one form-encoded text, which is what the attribute `headers` carries.
    static func formEncoded(_ headers: [SIPHeader]) -> String? {
        guard !headers.isEmpty else { return nil }
        return headers.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        var form = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " "): form += "+"
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "*"):
                form.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where ASCII.isLetterOrDigit(byte):
                form.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                form += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return form
    }
}
