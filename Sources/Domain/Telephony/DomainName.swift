/// The one spelling of a domain name under which it is stored and looked up.
package enum DomainName {
    /// Lower case, without the trailing dot.
    package static func normalised(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy {
            $0 < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
        }
        let lower = isPlain ? name : name.lowercased()
        return lower.utf8.last == UInt8(ascii: ".") ? String(lower.dropLast()) : lower
    }
}
