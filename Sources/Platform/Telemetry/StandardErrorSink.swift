import Dispatch
import Glibc
import Locks

/// Writes log lines to standard error without making the caller wait for whoever reads it.
///
/// Lines go into a bounded buffer, and a serial queue of its own, with a thread of its own while
/// there is work, drains it. When the reader is slower than the engine, lines are dropped and a
/// later line says how many: calls matter more than their log.
package final class StandardErrorSink: LogSink {
    private struct State {
        var buffer: [UInt8] = []
        var isDraining = false
        var unreported = 0
        var dropped = 0
    }

    private let state = Guarded(State())
    private let queue = DispatchQueue(label: "log", qos: .utility)
    private let descriptor: Int32
    private let capacity: Int

    /// Makes a sink that keeps at most `capacity` bytes waiting.
    package init(descriptor: Int32 = STDERR_FILENO, capacity: Int = 1 << 20) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    /// How many lines were dropped since the start.
    package var dropped: Int {
        state.withLock { $0.dropped }
    }

    /// Queues the line, or drops it when there is no room.
    package func write(_ line: [UInt8]) {
        let mustWake = state.withLock { state in
            guard state.buffer.count + line.count < capacity else {
                state.dropped &+= 1
                state.unreported &+= 1
                return false
            }
            state.buffer.append(contentsOf: line)
            state.buffer.append(UInt8(ascii: "\n"))
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if mustWake {
            queue.async { self.drain() }
        }
    }

    /// Waits until everything written before is out, or the time is over; says which.
    ///
    /// For the end of the process only: it blocks the calling thread.
    @discardableResult
    package func flush(within limit: Duration = .seconds(1)) -> Bool {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.drain()
            done.signal()
        }
        let nanoseconds = Int(clamping: limit.inNanoseconds)
        return done.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success
    }

    // MARK: - On the queue

    private func drain() {
        while let batch = nextBatch() {
            writeAll(batch)
        }
    }

    private func nextBatch() -> [UInt8]? {
        state.withLock { state in
            guard !state.buffer.isEmpty || state.unreported > 0 else {
                state.isDraining = false
                return nil
            }
            var batch: [UInt8] = []
            swap(&batch, &state.buffer)
            if state.unreported > 0 {
                var line = LogLine(level: .warning, label: "log", message: "log lines dropped")
                line.append(LogField(key: .count, value: "\(state.unreported)"))
                batch.append(contentsOf: line.finished())
                batch.append(UInt8(ascii: "\n"))
                state.unreported = 0
            }
            return batch
        }
    }

    private func writeAll(_ batch: [UInt8]) {
        var rest = batch
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest, rest.count)
            if written > 0 {
                rest.removeFirst(min(written, rest.count))
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Somebody made the shared terminal or pipe non-blocking: wait for room.
                var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&room, 1, -1)
            default:
                // Nobody reads any more. The lines are lost, and there is nowhere to say so.
                let lost = rest.count { $0 == UInt8(ascii: "\n") }
                state.withLock { $0.dropped &+= lost }
                return
            }
        }
    }
}
