import Locks

/// A sink that keeps every line, for tests.
package final class MemoryLogSink: LogSink {
    private let kept = Guarded<[String]>([])

    /// Makes an empty sink.
    package init() {}

    /// The lines so far, oldest first.
    package var lines: [String] {
        kept.withLock { $0 }
    }

    /// Keeps the line.
    package func write(_ line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        kept.withLock { $0.append(text) }
    }
}
