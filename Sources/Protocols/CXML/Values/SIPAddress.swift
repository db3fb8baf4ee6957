/// A SIP address to be called: `[sip:]user@host[:port][;parameter=value…]`.
package struct SIPAddress: Hashable, Sendable {
    /// The text, as the document carries it.
    package let text: String

    /// Takes the text, or says why it can not be used.
    package init(_ text: String) throws(CXMLError) {
        guard !text.isEmpty else { throw CXMLError(.empty, "SIP address") }
        guard text.utf8.count <= 512 else { throw CXMLError(.tooLong, "SIP address") }
        var rest = text[...].utf8
        if ASCII.areEqualIgnoringCase(rest.prefix(4), "sip:".utf8) {
            rest = rest.dropFirst(4)
        }
        let user = rest.prefix { $0 != UInt8(ascii: "@") }
        guard !user.isEmpty, user.count < rest.count, user.allSatisfy(SIPGrammar.isUserByte) else {
            throw CXMLError(.malformed, "SIP address")
        }
        let parts = rest.dropFirst(user.count + 1)
            .split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard let host = parts.first, HostAndPort.isValid(host),
            parts.dropFirst().allSatisfy(SIPGrammar.isParameter)
        else { throw CXMLError(.malformed, "SIP address") }
        self.text = text
    }
}

/// The few rules of RFC 3261 that an address and a header need.
enum SIPGrammar {
    static func isTokenByte(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "-.!%*_+`'~".utf8.contains(byte)
    }

    static func isUserByte(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "-_.!~*'()&=+$,;?/%#".utf8.contains(byte)
    }

    /// A name, or a name and a value; the transport is one of three.
    static func isParameter(_ text: Substring.UTF8View) -> Bool {
        let pair = text.split(
            separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isTokenByte) }) else { return false }
        guard ASCII.areEqualIgnoringCase(pair[0], "transport".utf8) else {
            return true
        }
        return pair.count == 2
            && ["udp", "tcp", "tls"].contains { pair[1].elementsEqual($0.utf8) }
    }
}
