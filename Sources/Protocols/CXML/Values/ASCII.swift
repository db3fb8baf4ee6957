/// The letters and digits of ASCII, for grammars that know no others.
enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    /// Whether two texts are equal when A to Z and a to z are taken as equal.
    static func areEqualIgnoringCase(
        _ one: some Sequence<UInt8>, _ other: some Sequence<UInt8>
    ) -> Bool {
        one.elementsEqual(other) { lowercased($0) == lowercased($1) }
    }
}
