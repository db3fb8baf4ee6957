import Synchronization

/// A value that only one thread at a time can touch.
///
/// It is `Synchronization.Mutex` with one addition. When two threads meet, the mutex is taken
/// inside the standard library, which is not built with the thread sanitizer: the sanitizer sees no
/// order between the two and reports a race where there is none. Here each holder also reads what
/// the one before has written to an atomic, in code that is ours. The order is then visible, and
/// the two instructions cost nothing that can be measured.
///
/// Public, unlike the rest of the package: the optimiser specialises generics of another module only
/// when they are, and unspecialised each lock cost more than what it guards.
public struct Guarded<Value: ~Copyable>: ~Copyable, Sendable {
    private let mutex: Mutex<Value>
    private let order = Atomic<Bool>(false)

    /// Guards a value that nobody else holds.
    public init(_ value: consuming sending Value) {
        mutex = Mutex(value)
    }

    /// Lends the value to the body, alone; the body must be short and call nobody who may wait.
    public borrowing func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try mutex.withLock { value throws(Failure) -> sending Result in
            _ = order.load(ordering: .acquiring)
            defer { order.store(true, ordering: .releasing) }
            return try body(&value)
        }
    }
}
