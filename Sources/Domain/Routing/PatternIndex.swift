import Telephony

/// Finds all patterns of a set that match an address.
///
/// Patterns are numbered in the order they were first seen; equal ones share a number. The cost of
/// a search depends on the address alone, not on how many patterns there are.
struct PatternIndex: Sendable {
    private let exact: [PackedDigits: UInt32]
    private let prefixes: PrefixTrie
    private let names: [String: UInt32]
    private let everything: UInt32?

    /// The patterns that match the address.
    func matches(of address: PhoneAddress) -> PatternMatches {
        var matches = PatternMatches()
        if let everything { matches.append(everything) }
        switch address.key {
        case .digits(let digits):
            let packed = PackedDigits(digits)
            prefixes.find(packed, into: &matches)
            if !exact.isEmpty, digits.count <= PackedDigits.capacity, let number = exact[packed] {
                matches.append(number)
            }
        case .text(let name):
            if !names.isEmpty, let number = names[name] { matches.append(number) }
        }
        return matches
    }

    /// Numbers patterns, then makes the index of them.
    struct Builder {
        private var exact: [PackedDigits: UInt32] = [:]
        private var prefixes: [PackedDigits: UInt32] = [:]
        private var names: [String: UInt32] = [:]
        private var everything: UInt32?
        private(set) var count = 0

        /// The pattern's number, a new one when the pattern was not seen before.
        mutating func number(of pattern: NumberPattern) -> Int {
            let next = UInt32(truncatingIfNeeded: count)
            let number =
                switch pattern.form {
                case .exact(let digits): Self.number(of: PackedDigits(digits), in: &exact, next)
                case .prefix(let digits): Self.number(of: PackedDigits(digits), in: &prefixes, next)
                case .name(let name): Self.number(of: name, in: &names, next)
                case .everything: everything ?? next
                }
            if pattern.form == .everything { everything = number }
            if number == next { count += 1 }
            return Int(number)
        }

        func build() -> PatternIndex {
            PatternIndex(
                exact: exact,
                prefixes: PrefixTrie(
                    prefixes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }),
                names: names, everything: everything)
        }

        private static func number<Key>(
            of key: Key, in numbers: inout [Key: UInt32], _ next: UInt32
        ) -> UInt32 {
            if let known = numbers[key] { return known }
            numbers[key] = next
            return next
        }
    }
}
