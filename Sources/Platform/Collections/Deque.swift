/// A queue open at both ends, kept in a ring that grows by doubling.
///
/// Public, so that the optimiser specialises it in the modules that use it.
public struct Deque<Element> {
    private var ring: ContiguousArray<Element?> = []
    private var head = 0

    /// The number of elements held.
    public private(set) var count = 0

    public init() {}

    /// Makes a queue of the given elements, the first in front.
    public init(_ elements: some Sequence<Element>) {
        for element in elements { append(element) }
    }

    /// Whether nothing is held.
    public var isEmpty: Bool { count == 0 }

    /// The element in front, left where it is.
    public var first: Element? { count == 0 ? nil : ring[head] }

    /// The element at the back, left where it is.
    public var last: Element? { count == 0 ? nil : ring[slot(count - 1)] }

    /// Puts an element at the back.
    public mutating func append(_ element: Element) {
        if count == ring.count { grow() }
        ring[slot(count)] = element
        count += 1
    }

    /// Puts an element in front.
    public mutating func prepend(_ element: Element) {
        if count == ring.count { grow() }
        head = (head &- 1) & (ring.count - 1)
        ring[head] = element
        count += 1
    }

    /// Takes out the element in front.
    public mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = ring[head].take()
        head = slot(1)
        count -= 1
        return element
    }

    /// Takes out the element at the back.
    public mutating func popLast() -> Element? {
        guard count > 0 else { return nil }
        count -= 1
        return ring[slot(count)].take()
    }

    /// Drops everything, and the storage with it unless it is to be kept.
    public mutating func removeAll(keepingCapacity: Bool = false) {
        if keepingCapacity {
            while popFirst() != nil {}
        } else {
            ring = []
        }
        head = 0
        count = 0
    }

    /// The ring's length is a power of two, so that wrapping round is one mask.
    private func slot(_ offset: Int) -> Int {
        (head + offset) & (ring.count - 1)
    }

    private mutating func grow() {
        var larger = ContiguousArray<Element?>()
        larger.reserveCapacity(Swift.max(8, ring.count * 2))
        for offset in 0..<count {
            larger.append(ring[slot(offset)].take())
        }
        while larger.count < Swift.max(8, ring.count * 2) { larger.append(nil) }
        ring = larger
        head = 0
    }
}

extension Deque: Sendable where Element: Sendable {}

extension Deque: Sequence {
    /// The elements from front to back.
    public func makeIterator() -> AnyIterator<Element> {
        var rest = self
        return AnyIterator { rest.popFirst() }
    }
}
