/// Finds every prefix in a set that begins a given number.
///
/// A radix trie: a run of digits without a fork is one node, so there are fewer than two nodes per
/// prefix whatever their length. Nodes lie in one array, the children of a node side by side in
/// the order of their digits, found by counting the bits below the digit's own.
struct PrefixTrie: Sendable {
    private struct Node: Sendable {
        /// All digits from the root to here.
        let path: PackedDigits
        var firstChild: UInt32 = 0
        /// Bit n stands for a child that goes on with packed digit n.
        var children: UInt16 = 0
        let depth: UInt8
        /// The number of the prefix that ends here; `none` when none does.
        var prefix = Node.none

        static let none = UInt32.max
    }

    private let nodes: [Node]

    /// Takes distinct prefixes in ascending order, each with its number.
    init(_ prefixes: [(digits: PackedDigits, number: UInt32)]) {
        var nodes: [Node] = []
        var ranges: [Range<Int>] = []
        func add(_ range: Range<Int>) {
            let first = prefixes[range.lowerBound].digits
            let depth = first.sharedCount(with: prefixes[range.upperBound - 1].digits)
            nodes.append(Node(path: first, depth: UInt8(truncatingIfNeeded: depth)))
            ranges.append(range)
        }
        if !prefixes.isEmpty { add(prefixes.indices) }
        var index = 0
        while index < nodes.count {
            let depth = Int(nodes[index].depth)
            var rest = ranges[index]
            if prefixes[rest.lowerBound].digits.count == depth {
                nodes[index].prefix = prefixes[rest.lowerBound].number
                rest.removeFirst()
            }
            nodes[index].firstChild = UInt32(truncatingIfNeeded: nodes.count)
            while !rest.isEmpty {
                let digit = prefixes[rest.lowerBound].digits[depth]
                let end = rest.first { prefixes[$0].digits[depth] != digit } ?? rest.upperBound
                nodes[index].children |= 1 &<< UInt16(truncatingIfNeeded: digit)
                add(rest.lowerBound..<end)
                rest = end..<rest.upperBound
            }
            index += 1
        }
        self.nodes = nodes
    }

    /// Appends the numbers of the prefixes that begin the digits, shortest first.
    func find(_ digits: PackedDigits, into matches: inout PatternMatches) {
        guard !nodes.isEmpty else { return }
        let count = digits.count
        var index = 0
        while true {
            let node = nodes[index]
            let depth = Int(node.depth)
            guard depth <= count, digits.sharedCount(with: node.path) >= depth else { return }
            if node.prefix != Node.none { matches.append(node.prefix) }
            guard depth < count else { return }
            let bit = 1 as UInt16 &<< UInt16(truncatingIfNeeded: digits[depth])
            guard node.children & bit != 0 else { return }
            index = Int(node.firstChild) + (node.children & (bit &- 1)).nonzeroBitCount
        }
    }
}
