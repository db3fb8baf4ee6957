/// The numbers of the patterns that match one address, from the widest to the narrowest.
///
/// At most one pattern matches per length, so a fixed space holds them and nothing is allocated.
struct PatternMatches: Sendable {
    /// Everything, a prefix of each length, and the whole number.
    static let capacity = PackedDigits.capacity + 2

    private var numbers = InlineArray<34, UInt32>(repeating: 0)
    private(set) var count = 0

    mutating func append(_ number: UInt32) {
        guard count < Self.capacity else { return }
        numbers[count] = number
        count += 1
    }

    /// Positions from the narrowest to the widest.
    var narrowestFirst: ReversedCollection<Range<Int>> { (0..<count).reversed() }

    subscript(position: Int) -> Int { Int(numbers[position]) }
}
