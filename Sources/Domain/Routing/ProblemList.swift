/// Problems found while compiling, of which only the first are kept.
struct ProblemList {
    private(set) var problems: [RoutingProblem] = []
    private(set) var count = 0

    mutating func append(_ problem: RoutingProblem) {
        if count < RoutingTable.problemLimit { problems.append(problem) }
        count += 1
    }

    /// Keeps the first of the items that share a key, and reports the key of each other one.
    mutating func first<Item, Key: Hashable & Comparable>(
        of items: [Item], by key: (Item) -> Key, _ problem: (Key) -> RoutingProblem
    ) -> [Item] {
        // Long lists come from the database in order, which shows at a glance that none repeats.
        let isAscending = zip(items, items.dropFirst()).allSatisfy { key($0) < key($1) }
        if isAscending { return items }
        var seen = Set<Key>(minimumCapacity: items.count)
        return items.filter { item in
            let isFirst = seen.insert(key(item)).inserted
            if !isFirst { append(problem(key(item))) }
            return isFirst
        }
    }
}
