import Telephony

/// The first 32 digits of a number in one integer.
///
/// Each digit takes four bits as 1...10, the first one on top, and the rest is zero. Integers then
/// sort as the digit strings do, a prefix before what it begins, and the digits that two numbers
/// share are counted by one exclusive or.
struct PackedDigits: Hashable, Comparable, Sendable {
    static let capacity = NumberPattern.maximumDigits

    let bits: UInt128

    private init(bits: UInt128) { self.bits = bits }

    /// Packs ASCII digits; those beyond the capacity are left off.
    init(_ digits: [UInt8]) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, digit) in digits.prefix(Self.capacity).enumerated() {
            let value = UInt64(truncatingIfNeeded: digit &- UInt8(ascii: "0") &+ 1) & 15
            if index < 16 {
                high |= value &<< UInt64(60 - 4 * index)
            } else {
                low |= value &<< UInt64(124 - 4 * index)
            }
        }
        bits = UInt128(high) << 64 | UInt128(low)
    }

    /// How many digits there are.
    var count: Int { 32 - bits.trailingZeroBitCount / 4 }

    /// The digit at an index as 1...10; zero behind the last.
    subscript(index: Int) -> Int { Int(truncatingIfNeeded: bits &>> (124 &- 4 &* index)) & 15 }

    /// How many digits both begin with.
    func sharedCount(with other: PackedDigits) -> Int {
        // Equal digits run on into the empty places behind both.
        min((bits ^ other.bits).leadingZeroBitCount / 4, count, other.count)
    }

    static func < (left: PackedDigits, right: PackedDigits) -> Bool { left.bits < right.bits }
}
