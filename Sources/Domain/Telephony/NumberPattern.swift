/// What a routing rule compares an address with.
///
/// Digits with an optional `+` match exactly; a trailing `*` makes them a prefix; `*` alone matches
/// everything. A name that starts with a letter (`anonymous`, a SIP user) matches exactly, without
/// regard to case. Anything else is refused when the rule is loaded.
package struct NumberPattern: Hashable, Sendable {
    package let raw: String
    package let form: Form

    /// The four things a pattern can be.
    package enum Form: Hashable, Sendable {
        case exact([UInt8])
        case prefix([UInt8])
        case name(String)
        case everything
    }

    /// `nil` when the text is no pattern.
    package init?(_ raw: String) {
        guard let form = NumberPattern.form(of: raw) else { return nil }
        self.raw = raw
        self.form = form
    }

    /// How much of an address the pattern fixes; the longer pattern wins among equals.
    ///
    /// An exact pattern counts one more than a prefix of the same digits, being narrower.
    package var length: Int {
        switch form {
        case .exact(let digits): digits.count + 1
        case .name(let name): name.utf8.count + 1
        case .prefix(let digits): digits.count
        case .everything: 0
        }
    }

    /// Whether the pattern matches the address.
    package func matches(_ address: PhoneAddress) -> Bool {
        switch (form, address.key) {
        case (.everything, _): true
        case (.exact(let wanted), .digits(let digits)): wanted == digits
        case (.prefix(let wanted), .digits(let digits)): digits.starts(with: wanted)
        case (.name(let wanted), .text(let name)): wanted == name
        case (.exact, .text), (.prefix, .text), (.name, .digits): false
        }
    }

    /// How many digits a pattern may have: twice what E.164 allows, for access codes in front.
    package static let maximumDigits = 32
    private static let maximumNameLength = 255

    private static func form(of raw: String) -> Form? {
        if raw == "*" { return .everything }
        let isPrefix = raw.utf8.last == UInt8(ascii: "*")
        let body = isPrefix ? String(raw.unicodeScalars.dropLast()) : raw
        switch PhoneAddress.key(of: body) {
        case .digits(let digits):
            guard digits.count <= maximumDigits, hasPlusInFrontOnly(body) else { return nil }
            return isPrefix ? .prefix(digits) : .exact(digits)
        case .text(let name):
            return !isPrefix && isName(name) ? .name(name) : nil
        }
    }

    /// A misplaced `+` is a typing mistake rather than decoration, so it is not dropped silently.
    private static func hasPlusInFrontOnly(_ body: String) -> Bool {
        guard let plus = body.utf8.firstIndex(of: UInt8(ascii: "+")) else { return true }
        return body.utf8[..<plus].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "(") }
            && !body.utf8[plus...].dropFirst().contains(UInt8(ascii: "+"))
    }

    /// An ASCII letter, then `@` or unreserved characters of a SIP user (RFC 3261, section 25.1).
    ///
    /// `*` is left out, being the sign of a prefix. A SIP user outside ASCII arrives escaped.
    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.count <= maximumNameLength
            && name.utf8.allSatisfy { byte in
                isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "-_.!~'()@".utf8.contains(byte)
            }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
