/// A fixed set of names that a key or a word is looked up in without making a string.
///
/// A small open-addressed table over length, first and last byte; then the bytes decide.
package struct JSONNames: Sendable {
    private let ignoresCase: Bool
    private let text: [UInt8]
    /// Where each name starts in `text`, and at the end where the last one stops.
    private let starts: [Int]
    /// The index of a name plus one, zero for an empty slot; the count is a power of two.
    private let slots: [UInt16]

    /// Makes the table; of a name given twice the first counts, names after 65,534 are left out.
    ///
    /// With `ignoringCase`, the letters A to Z match whatever their case.
    package init(_ names: [String], ignoringCase: Bool = false) {
        let names = names.prefix(Int(UInt16.max) - 1)
        var text: [UInt8] = []
        var starts = [0]
        for name in names {
            text += name.utf8.map { ignoringCase ? ASCII.lowercased($0) : $0 }
            starts.append(text.count)
        }
        var size = 8
        while size < names.count * 4 { size *= 2 }
        var slots = [UInt16](repeating: 0, count: size)
        for index in names.indices {
            let name = text[starts[index]..<starts[index + 1]]
            var slot = Self.hash(name.count, name.first ?? 0, name.last ?? 0) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt16(index + 1)
        }
        ignoresCase = ignoringCase
        self.text = text
        self.starts = starts
        self.slots = slots
    }

    /// The index of a name given as text.
    package func index(of name: String) -> Int? {
        let name = Array(name.utf8)
        return index(of: name.span, 0..<name.count)
    }

    func index(of bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
        var first: UInt8 = 0
        var last: UInt8 = 0
        if !range.isEmpty {
            first = folded(bytes[range.lowerBound])
            last = folded(bytes[range.upperBound &- 1])
        }
        let mask = slots.count &- 1
        var slot = Self.hash(range.count, first, last) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) &- 1
            if matches(index, bytes, range) { return index }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    private func matches(
        _ index: Int, _ bytes: borrowing Span<UInt8>, _ range: Range<Int>
    ) -> Bool {
        let known = text.span.extracting(starts[index]..<starts[index &+ 1])
        let given = bytes.extracting(range)
        guard known.count == given.count else { return false }
        if ignoresCase {
            for step in 0..<known.count where known[step] != ASCII.lowercased(given[step]) {
                return false
            }
        } else {
            for step in 0..<known.count where known[step] != given[step] { return false }
        }
        return true
    }

    private func folded(_ byte: UInt8) -> UInt8 {
        ignoresCase ? ASCII.lowercased(byte) : byte
    }

    private static func hash(_ count: Int, _ first: UInt8, _ last: UInt8) -> Int {
        (count &* 5) ^ (Int(first) &* 3) ^ (Int(last) &* 11)
    }
}
