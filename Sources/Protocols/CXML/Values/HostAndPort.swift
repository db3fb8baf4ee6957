/// The grammar of `host[:port]`, with a name, an IPv4 address or an IPv6 address in brackets.
enum HostAndPort {
    static func isValid(_ text: Substring.UTF8View) -> Bool {
        let host: Substring.UTF8View
        let rest: Substring.UTF8View
        if text.first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return false }
            host = text[text.index(after: text.startIndex)..<close]
            rest = text[text.index(after: close)...]
            guard host.contains(UInt8(ascii: ":")), host.allSatisfy(isAddressByte) else {
                return false
            }
        } else {
            host = text.prefix { $0 != UInt8(ascii: ":") }
            rest = text.dropFirst(host.count)
            guard isName(host) else { return false }
        }
        guard let separator = rest.first else { return true }
        return separator == UInt8(ascii: ":") && isPort(rest.dropFirst())
    }

    private static func isName(_ host: Substring.UTF8View) -> Bool {
        guard let first = host.first, let last = host.last, host.count <= 253 else { return false }
        return ASCII.isLetterOrDigit(first) && ASCII.isLetterOrDigit(last)
            && host.allSatisfy {
                ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            }
    }

    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        guard !text.isEmpty, text.count <= 5, text.allSatisfy(ASCII.isDigit)
        else { return false }
        let port = text.reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
        return (1...65_535).contains(port)
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch ASCII.lowercased(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
