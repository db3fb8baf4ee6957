/// Which containers are open, one bit for each.
struct JSONContainers: Sendable {
    private(set) var depth = 0
    /// The lowest bit is the innermost container; set for an object.
    private var bits: UInt64 = 0

    /// Opens a container; false when that would make more than the limit.
    mutating func push(isObject: Bool, above outer: Int = 0) -> Bool {
        guard depth &+ outer < JSONScanner.depthLimit else { return false }
        bits = bits << 1 | (isObject ? 1 : 0)
        depth &+= 1
        return true
    }

    mutating func pop() {
        bits >>= 1
        depth &-= 1
    }

    var isInObject: Bool { depth > 0 && bits & 1 == 1 }
    var isInArray: Bool { depth > 0 && bits & 1 == 0 }
}
