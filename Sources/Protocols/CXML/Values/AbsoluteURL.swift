/// Reads a URL as far as a document needs: scheme, host, port, and no byte that has to be encoded.
enum AbsoluteURL {
    /// Throws unless the text is an absolute URL of one of the schemes, given with their `://`.
    static func check(
        _ text: String, schemes: [String], as value: String
    ) throws(CXMLError) {
        guard !text.isEmpty else { throw CXMLError(.empty, value) }
        guard text.utf8.count <= 2_048 else { throw CXMLError(.tooLong, value) }
        guard hasAllowedBytesOnly(text) else { throw CXMLError(.illegalCharacter, value) }
        let scheme = schemes.first { scheme in
            ASCII.areEqualIgnoringCase(text.utf8.prefix(scheme.utf8.count), scheme.utf8)
        }
        guard let scheme else { throw CXMLError(.malformed, value) }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        let authority = rest.prefix {
            $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
        }
        guard HostAndPort.isValid(authority) else { throw CXMLError(.malformed, value) }
    }

    /// Whether no byte has to be percent-encoded before it may stand in a URL: visible ASCII except
    /// what RFC 3986 gives no place.
    ///
    /// Looks at every byte without a branch, which the compiler turns into vector instructions.
    static func hasAllowedBytesOnly(_ text: String) -> Bool {
        let bytes = text.utf8.span
        var foreign: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            foreign |=
                (byte <= 0x20 ? 1 : 0) | (byte >= 0x7F ? 1 : 0)
                | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "<") ? 1 : 0)
                | (byte == UInt8(ascii: ">") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
                | (byte == UInt8(ascii: "^") ? 1 : 0) | (byte == UInt8(ascii: "`") ? 1 : 0)
                | (byte == UInt8(ascii: "{") ? 1 : 0) | (byte == UInt8(ascii: "|") ? 1 : 0)
                | (byte == UInt8(ascii: "}") ? 1 : 0)
        }
        return foreign == 0
    }
}
