/// The pairs of an `application/x-www-form-urlencoded` body or of a query string.
///
/// Of several pairs with one name the first wins and the others are counted. An empty piece
/// between two `&` is no pair; a pair without `=` has an empty value. `;` separates nothing.
package struct FormReader: Hashable, Sendable {
    /// How many pairs a form may have.
    package static let pairLimit = 200

    /// A name and its value, decoded.
    package struct Pair: Hashable, Sendable {
        /// The name, decoded.
        package let name: String
        /// The value, decoded; empty when there was none.
        package let value: String
    }

    /// The pairs in the order they came, each name once.
    package let pairs: [Pair]
    /// How many pairs were dropped because their name had come before.
    package let duplicates: Int

    /// Reads a whole body.
    package init(_ bytes: [UInt8]) throws(FormError) {
        var pairs: [Pair] = []
        var duplicates = 0
        var offset = 0
        while offset < bytes.count {
            guard bytes[offset] != Self.ampersand else {
                offset &+= 1
                continue
            }
            guard pairs.count &+ duplicates < Self.pairLimit else {
                throw FormError(.tooManyPairs, at: offset)
            }
            let name = try Self.piece(bytes, from: &offset, endsAtEquals: true)
            var value = ""
            if offset < bytes.count, bytes[offset] == Self.equals {
                offset &+= 1
                value = try Self.piece(bytes, from: &offset, endsAtEquals: false)
            }
            if pairs.contains(where: { $0.name == name }) {
                duplicates &+= 1
            } else {
                pairs.append(Pair(name: name, value: value))
            }
        }
        self.pairs = pairs
        self.duplicates = duplicates
    }

    /// Reads a query string, without its question mark.
    package init(query: String) throws(FormError) {
        try self.init(Array(query.utf8))
    }

    /// The value of a name; `nil` when the form has no such name.
    package subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    // MARK: - Decoding

    private static let ampersand = UInt8(ascii: "&")
    private static let equals = UInt8(ascii: "=")

    /// Decodes up to the end of a name or of a value, and leaves the offset there.
    private static func piece(
        _ bytes: [UInt8], from offset: inout Int, endsAtEquals: Bool
    ) throws(FormError) -> String {
        let start = offset
        var isPlain = true
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == ampersand || (endsAtEquals && byte == equals) { break }
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+") { isPlain = false }
            offset &+= 1
        }
        guard isPlain else {
            let plain = try decoded(bytes[start..<offset])
            guard UTF8Sequence.isSound(plain.span) else { throw FormError(.invalidUTF8, at: start) }
            return String(decoding: plain, as: UTF8.self)
        }
        guard UTF8Sequence.isSound(bytes.span.extracting(start..<offset)) else {
            throw FormError(.invalidUTF8, at: start)
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private static func decoded(_ encoded: ArraySlice<UInt8>) throws(FormError) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(encoded.count)
        var offset = encoded.startIndex
        while offset < encoded.endIndex {
            let byte = encoded[offset]
            if byte == UInt8(ascii: "+") {
                plain.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%") {
                guard encoded.endIndex &- offset > 2,
                    let high = hexadecimal(encoded[offset &+ 1]),
                    let low = hexadecimal(encoded[offset &+ 2])
                else { throw FormError(.invalidPercent, at: offset) }
                plain.append(high << 4 | low)
                offset &+= 2
            } else {
                plain.append(byte)
            }
            offset &+= 1
        }
        return plain
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }
}
