import Locks
import Reactor
import Testing

/// Runs the body with a loop of its own, and ends the loop whatever happens.
func withLoop<Value: Sendable>(_ body: (EventLoop) async throws -> Value) async throws -> Value {
    let loop = try EventLoop(name: "test")
    do {
        let value = try await body(loop)
        await loop.shutDown()
        return value
    } catch {
        await loop.shutDown()
        throw error
    }
}

/// What callbacks have told so far, for a test to wait on.
final class Events<Element: Sendable>: Sendable {
    private let stream: AsyncStream<Element>
    private let continuation: AsyncStream<Element>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(
            of: Element.self, bufferingPolicy: .unbounded)
    }

    func tell(_ element: Element) {
        continuation.yield(element)
    }

    /// The next event; waits until there is one.
    func next() async -> Element? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }

    /// So many events, in order.
    func next(_ count: Int) async -> [Element] {
        var elements: [Element] = []
        for await element in stream {
            elements.append(element)
            if elements.count == count { break }
        }
        return elements
    }
}

/// An actor at home on a loop.
actor Resident {
    private nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private(set) var count = 0
    private(set) var heard: [Int] = []

    init(on loop: EventLoop) {
        self.loop = loop
    }

    var isAtHome: Bool { loop.isCurrent }

    func add() { count += 1 }

    func hear(_ number: Int) { heard.append(number) }

    /// Has the other count, and answers whether this actor was at home after each time.
    func addThrough(_ other: Resident, times: Int = 1) async -> Bool {
        var isAtHome = true
        for _ in 0..<times {
            await other.add()
            isAtHome = loop.isCurrent && isAtHome
        }
        return isAtHome
    }
}

/// The splitmix64 generator: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A value that several closures share.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Guarded<Value>

    init(_ value: Value) {
        mutex = Guarded(value)
    }

    var value: Value { mutex.withLock { $0 } }

    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        mutex.withLock { value in body(&value) }
    }
}
