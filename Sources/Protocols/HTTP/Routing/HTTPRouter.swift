/// Finds the route of a path, segment by segment, in time that does not depend on their number.
///
/// - Text is compared with the raw bytes of the path; parameters match any one segment that is not
///   empty and are percent-decoded. Text wins over a parameter at every segment.
/// - One slash at the end of a path is not significant. Empty segments anywhere else match nothing.
/// - Dot segments are never resolved, and a parameter that decodes to one, or that decodes to a
///   slash or a control character, is refused: no route sees a path step out of its place.
package struct HTTPRouter: Sendable {
    /// Why a list of routes can not be served.
    package enum Fault: Error, Hashable, Sendable {
        case malformedPattern(String)
        case duplicate(String)
    }

    enum Match: Hashable {
        case route(Int, HTTPPathParameters)
        case notFound
        /// The path is known; these are the methods it takes.
        case methodNotAllowed(HTTPMethods, route: Int?)
        /// An `OPTIONS` that no route answers itself.
        case options(HTTPMethods, route: Int?)
        /// The path is not well encoded.
        case malformed
    }

    private struct Node: Sendable {
        var texts: [(text: [UInt8], node: Int)] = []
        var parameter: Int?
        var routes: [(methods: HTTPMethods, route: Int, names: [String])] = []
        var allowed: HTTPMethods = []
        /// Whether a route answers HEAD itself, rather than as a GET.
        var answersHead = false
    }

    package let routes: [HTTPRoute]
    private var nodes = [Node()]
    private var everyMethod: HTTPMethods = [.options]

    package init(_ routes: [HTTPRoute]) throws(Fault) {
        self.routes = routes
        for (index, route) in routes.enumerated() {
            try add(route, index)
        }
    }

    // MARK: - Matching

    /// Finds what answers a head.
    func match(_ head: HTTPRequestHead) -> Match {
        match(head.method, head.headers.head, head.pathRange)
    }

    /// Finds what answers this method at the path that lies in a range of these bytes.
    func match(_ method: HTTPMethod, _ bytes: [UInt8], _ path: Range<Int>) -> Match {
        guard bytes[path.lowerBound] == Bytes.slash else {
            return .options(everyMethod, route: nil)
        }
        guard Self.isWellEncoded(bytes, path) else { return .malformed }
        var end = path.upperBound
        if path.count > 2, bytes[end - 1] == Bytes.slash { end -= 1 }
        var open: [Range<Int>] = []
        guard let found = find(bytes, path.lowerBound, end, from: 0, &open) else {
            return .notFound
        }
        return choose(found, method, bytes, open)
    }

    private func choose(
        _ node: Int, _ method: HTTPMethod, _ bytes: [UInt8], _ open: [Range<Int>]
    ) -> Match {
        var wanted = HTTPMethods(method)
        if method == .head, !nodes[node].answersHead { wanted = .get }
        // Indices instead of elements here and below: elements would be copied out first.
        for index in nodes[node].routes.indices
        where nodes[node].routes[index].methods.contains(wanted) {
            let route = nodes[node].routes[index].route
            if open.isEmpty { return .route(route, .none) }
            var values: [String] = []
            values.reserveCapacity(open.count)
            for segment in open {
                guard let value = Self.decoded(bytes[segment]) else { return .malformed }
                values.append(value)
            }
            let names = nodes[node].routes[index].names
            return .route(route, HTTPPathParameters(names: names, values: values))
        }
        let allowed = nodes[node].allowed
        let first = nodes[node].routes.first?.route
        return method == .options
            ? .options(allowed, route: first) : .methodNotAllowed(allowed, route: first)
    }

    /// Walks down from a node, text before parameter, as deep as the deepest pattern.
    private func find(
        _ bytes: [UInt8], _ start: Int, _ end: Int, from index: Int, _ open: inout [Range<Int>]
    ) -> Int? {
        guard end - start > 1 || (start < end && start > 0 && index != 0) else {
            return nodes[index].routes.isEmpty ? nil : index
        }
        let segment = Self.segment(bytes, after: start, end)
        let stop = segment.upperBound
        guard !segment.isEmpty else { return nil }
        for child in nodes[index].texts.indices
        where Self.equal(bytes, segment, nodes[index].texts[child].text) {
            let next = nodes[index].texts[child].node
            if let found = find(bytes, stop, end, from: next, &open) { return found }
        }
        guard let parameter = nodes[index].parameter else { return nil }
        open.append(segment)
        if let found = find(bytes, stop, end, from: parameter, &open) { return found }
        open.removeLast()
        return nil
    }

    // MARK: - Building

    private mutating func add(_ route: HTTPRoute, _ index: Int) throws(Fault) {
        let pattern = route.pattern
        guard pattern.utf8.first == Bytes.slash, !route.methods.isEmpty else {
            throw .malformedPattern(pattern)
        }
        var node = 0
        var names: [String] = []
        for segment in pattern.dropFirst().split(separator: "/") {
            if segment.hasPrefix("{"), segment.hasSuffix("}"), segment.utf8.count > 2 {
                let name = String(segment.dropFirst().dropLast())
                guard !names.contains(name) else { throw .malformedPattern(pattern) }
                names.append(name)
                node = parameterChild(of: node)
            } else {
                let text = Array(segment.utf8)
                guard text.allSatisfy(Bytes.isPath), !text.contains(Bytes.percent),
                    !Self.isDots(text[...])
                else { throw .malformedPattern(pattern) }
                node = textChild(of: node, text)
            }
        }
        guard nodes[node].routes.allSatisfy({ $0.methods.isDisjoint(with: route.methods) }) else {
            throw .duplicate(pattern)
        }
        nodes[node].routes.append((route.methods, index, names))
        var allowed = route.methods.union(.options)
        if allowed.contains(.get) { allowed.insert(.head) }
        nodes[node].allowed.formUnion(allowed)
        if route.methods.contains(.head) { nodes[node].answersHead = true }
        everyMethod.formUnion(allowed)
    }

    private mutating func parameterChild(of node: Int) -> Int {
        if let child = nodes[node].parameter { return child }
        nodes.append(Node())
        nodes[node].parameter = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func textChild(of node: Int, _ text: [UInt8]) -> Int {
        if let child = nodes[node].texts.first(where: { $0.text == text }) { return child.node }
        nodes.append(Node())
        nodes[node].texts.append((text, nodes.count - 1))
        return nodes.count - 1
    }
}
