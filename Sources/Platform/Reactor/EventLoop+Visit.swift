extension EventLoop {
    /// Runs the closure on the loop, and answers what it returns or throws.
    func visit<Value: Sendable>(
        _ body: @Sendable () throws(ReactorError) -> Value
    ) async throws(ReactorError) -> Value {
        if isCurrent { return try body() }
        return try await Visitor(of: self).run(body)
    }

    /// Waits, on the loop, for what the closure has begun.
    ///
    /// The closure gives its continuation to somebody who resumes it once, on the loop. Waiting and
    /// resuming on one thread, the two never race, which the thread sanitizer could not follow.
    func wait<Value: Sendable>(
        _ begin: @Sendable (UnsafeContinuation<Value, Never>) -> Void
    ) async -> Value {
        if isCurrent { return await withUnsafeContinuation { begin($0) } }
        return await Visitor(of: self).wait(begin)
    }
}

/// Somebody who is at home on a loop for the length of one errand.
private actor Visitor {
    private nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(of loop: EventLoop) {
        self.loop = loop
    }

    func run<Value: Sendable>(
        _ body: @Sendable () throws(ReactorError) -> Value
    ) throws(ReactorError) -> Value {
        try body()
    }

    func wait<Value: Sendable>(
        _ begin: @Sendable (UnsafeContinuation<Value, Never>) -> Void
    ) async -> Value {
        await withUnsafeContinuation { begin($0) }
    }
}
