/// What a value may look like, as the switch's documentation lists it.
enum ValueGrammar: Sendable {
    case anything
    case nonEmpty
    /// Nothing at all.
    case nothing
    case word([String])
    /// Different words with one space between them.
    case words([String])
    case number(ClosedRange<Int>)
    case numberOr(String, ClosedRange<Int>)
    case url([String])
    /// Characters out of a set; the count within bounds.
    case characters(String, ClosedRange<Int>)
    /// Words of no white space, with a comma and nothing else between them.
    case commaList
    case provider
    case voice
    case language
    case form
    case sipAddress
    case token
    /// One line without white space around it.
    case line
    /// One line without any white space.
    case unbroken

    /// Whether a value has this form.
    func accepts(_ value: String) -> Bool {
        switch self {
        case .anything: true
        case .nonEmpty: !value.isEmpty
        case .nothing: value.isEmpty
        case .word(let words): words.contains(value)
        case .words(let words):
            Self.areDifferent(
                value.split(separator: " ", omittingEmptySubsequences: false), in: words)
        case .number(let range): Self.number(value).map(range.contains) ?? false
        case .numberOr(let word, let range):
            value == word || Self.number(value).map(range.contains) ?? false
        case .url(let schemes): Self.isURL(value, schemes)
        case .characters(let set, let count):
            count.contains(value.count) && (value.isEmpty || Self.consists(of: set, value))
        case .commaList:
            value.split(separator: ",", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && ValueGrammar.unbroken.accepts(String($0)) }
        case .provider: Self.consists(of: "abcdefghijklmnopqrstuvwxyz0123456789.-", value)
        case .voice: Self.isVoice(value)
        case .language: Self.isLanguage(value)
        case .form: Self.isForm(value)
        case .sipAddress: Self.isSIPAddress(value)
        case .token: Self.consists(of: Self.lettersAndDigits + "-.!%*_+`'~", value)
        case .line:
            Self.isLine(value)
        case .unbroken:
            Self.isLine(value) && !value.unicodeScalars.contains(where: \.properties.isWhitespace)
        }
    }

    // MARK: - Forms

    private static let lettersAndDigits =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    private static func consists(of set: String, _ value: some StringProtocol) -> Bool {
        // Scalars, because characters are equal to others that only look the same.
        !value.isEmpty && value.unicodeScalars.allSatisfy(set.unicodeScalars.contains)
    }

    private static func areDifferent(_ words: [Substring], in known: [String]) -> Bool {
        Set(words).count == words.count && words.allSatisfy { known.contains(String($0)) }
    }

    private static func isLine(_ value: String) -> Bool {
        guard let first = value.unicodeScalars.first, let last = value.unicodeScalars.last else {
            return false
        }
        return !first.properties.isWhitespace && !last.properties.isWhitespace
            && !value.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// Digits without sign and leading zero.
    private static func number(_ value: String) -> Int? {
        guard consists(of: "0123456789", value), value == "0" || !value.hasPrefix("0") else {
            return nil
        }
        return Int(value)
    }

    private static func isURL(_ value: String, _ schemes: [String]) -> Bool {
        guard let scheme = schemes.first(where: { value.lowercased().hasPrefix($0 + "://") }),
            consists(of: lettersAndDigits + "-._~:/?#[]@!$&'()*+,;=%", value)
        else { return false }
        let rest = value.dropFirst(scheme.count + 3)
        return isHost(rest.prefix { !"/?#".contains($0) })
    }

    /// `host[:port]`; an IPv6 address stands in brackets.
    private static func isHost(_ value: Substring) -> Bool {
        if value.hasPrefix("[") {
            let parts = value.dropFirst().split(
                separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0].contains(":")
                && consists(of: "0123456789abcdefABCDEF:.", parts[0])
                && (parts[1].isEmpty || parts[1].hasPrefix(":") && isPort(parts[1].dropFirst()))
        }
        let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return consists(of: lettersAndDigits + ".-_", parts[0])
            && !".-_".contains(parts[0].prefix(1)) && !".-_".contains(parts[0].suffix(1))
            && (parts.count == 1 || isPort(parts[1]))
    }

    private static func isPort(_ value: Substring) -> Bool {
        consists(of: "0123456789", value) && (Int(value).map((1...65_535).contains) ?? false)
    }

    private static func isVoice(_ value: String) -> Bool {
        if value == "man" || value == "woman" { return true }
        let parts = value.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { consists(of: lettersAndDigits + "-._", $0) }
    }

    private static func isLanguage(_ value: String) -> Bool {
        let parts = value.split(separator: "-", omittingEmptySubsequences: false)
        return (2...8).contains(parts[0].count) && !parts[0].contains(where: \.isNumber)
            && parts.allSatisfy { consists(of: lettersAndDigits, $0) && $0.count <= 8 }
    }

    private static func isForm(_ value: String) -> Bool {
        let allowed = lettersAndDigits + "-._*+%"
        return value.split(separator: "&", omittingEmptySubsequences: false).allSatisfy { pair in
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            return parts.count == 2 && !parts[0].isEmpty
                && parts.allSatisfy {
                    ($0.isEmpty || consists(of: allowed, $0)) && hasWholePercents($0)
                }
        }
    }

    private static func hasWholePercents(_ value: Substring) -> Bool {
        value.split(separator: "%", omittingEmptySubsequences: false).dropFirst()
            .allSatisfy { $0.count >= 2 && consists(of: "0123456789ABCDEF", $0.prefix(2)) }
    }

    private static func isSIPAddress(_ value: String) -> Bool {
        guard value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        let address = value.lowercased().hasPrefix("sip:") ? value.dropFirst(4) : value[...]
        let halves = address.split(
            separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2,
            consists(of: lettersAndDigits + "-_.!~*'()&=+$,;?/%#", halves[0])
        else { return false }
        let parts = halves[1].split(separator: ";", omittingEmptySubsequences: false)
        return isHost(parts[0])
            && parts.dropFirst().allSatisfy { parameter in
                let pair = parameter.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard pair.allSatisfy({ ValueGrammar.token.accepts(String($0)) }) else {
                    return false
                }
                return pair[0].lowercased() != "transport"
                    || pair.count == 2 && ["udp", "tcp", "tls"].contains(pair[1])
            }
    }
}
