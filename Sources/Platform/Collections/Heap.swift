/// A priority queue whose smallest element comes out first.
///
/// Four children per node instead of two: the tree is half as deep, and the children compared in
/// one step lie beside each other in memory.
package struct Heap<Element: Comparable> {
    private var elements: ContiguousArray<Element> = []

    package init() {}

    /// Makes a heap of the given elements in linear time.
    package init(_ elements: some Sequence<Element>) {
        self.elements = ContiguousArray(elements)
        rebuild()
    }

    /// The number of elements held.
    package var count: Int { elements.count }

    /// Whether nothing is held.
    package var isEmpty: Bool { elements.isEmpty }

    /// The smallest element, left where it is.
    package var min: Element? { elements.first }

    /// Adds an element; constant time when it is larger than what lies above it.
    package mutating func insert(_ element: Element) {
        elements.append(element)
        siftUp(from: elements.count - 1)
    }

    /// Takes out the smallest element.
    package mutating func popMin() -> Element? {
        guard let last = elements.indices.last else { return nil }
        elements.swapAt(0, last)
        let smallest = elements.removeLast()
        siftDown(from: 0)
        return smallest
    }

    /// Drops every element for which the closure answers true, in linear time.
    package mutating func removeAll(where isUnwanted: (Element) throws -> Bool) rethrows {
        defer { rebuild() }
        try elements.removeAll(where: isUnwanted)
    }

    /// Drops everything and gives the storage back.
    package mutating func removeAll() {
        elements = []
    }

    /// Every element, in no particular order.
    package var unordered: some Collection<Element> { elements }

    private mutating func rebuild() {
        guard elements.count > 1 else { return }
        for index in stride(from: (elements.count - 2) / 4, through: 0, by: -1) {
            siftDown(from: index)
        }
    }

    private mutating func siftUp(from start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 4
            guard elements[index] < elements[parent] else { return }
            elements.swapAt(index, parent)
            index = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var index = start
        let count = elements.count
        while true {
            let first = index * 4 + 1
            guard first < count else { return }
            var smallest = first
            for child in first + 1..<Swift.max(first + 1, Swift.min(first + 4, count))
            where elements[child] < elements[smallest] {
                smallest = child
            }
            guard elements[smallest] < elements[index] else { return }
            elements.swapAt(index, smallest)
            index = smallest
        }
    }
}

extension Heap: Sendable where Element: Sendable {}
