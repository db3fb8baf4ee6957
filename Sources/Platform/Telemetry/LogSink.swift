/// Where finished log lines go.
package protocol LogSink: Sendable {
    /// Takes one line, complete but for the newline, and returns soon: callers are event loops.
    func write(_ line: [UInt8])
}

/// A sink that keeps nothing.
package struct DiscardingLogSink: LogSink {
    /// Makes the sink.
    package init() {}

    /// Forgets the line.
    package func write(_ line: [UInt8]) {}
}
