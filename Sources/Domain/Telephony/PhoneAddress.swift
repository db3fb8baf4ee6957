/// A caller or a callee as the switch named it, with the form that patterns are compared with.
///
/// The raw text is kept and echoed; normalisation serves matching only. A number loses `+`, space,
/// `-`, `(`, `)` and `.`; there is no rewriting of `00` or of national forms, since that would
/// destroy what a rule may need to tell apart. Text such as `anonymous`, and SIP users, are
/// compared whole and without regard to case.
package struct PhoneAddress: Hashable, Sendable {
    package let raw: String
    package let key: Key

    /// What matching sees.
    package enum Key: Hashable, Sendable {
        /// ASCII digits only, at least one.
        case digits([UInt8])
        /// Lower-cased text that is no number; may be empty.
        case text(String)
    }

    package init(_ raw: String) {
        self.raw = raw
        key = PhoneAddress.key(of: raw)
    }

    package static func key(of raw: String) -> Key {
        var digits: [UInt8] = []
        digits.reserveCapacity(raw.utf8.count)
        for byte in raw.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits.append(byte)
            case UInt8(ascii: "+"), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "."):
                continue
            default:
                return .text(raw.lowercased())
            }
        }
        return digits.isEmpty ? .text(raw.lowercased()) : .digits(digits)
    }

    /// The address as logs may show it: the last two digits of a number, nothing of a name.
    package var masked: String {
        switch key {
        case .digits(let digits) where digits.count > 6:
            "…" + String(decoding: digits.suffix(2), as: UTF8.self)
        case .digits, .text:
            "…"
        }
    }
}
