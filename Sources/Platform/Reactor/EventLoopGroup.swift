internal import Synchronization
package import Telemetry

/// The loops of a process, by default one for each processor.
package final class EventLoopGroup: Sendable {
    /// The loops, at least one.
    package let loops: [EventLoop]

    private let turn = Atomic(0)

    /// Starts so many loops, named by the prefix and a number.
    package init(
        count: Int, name: String = "loop", log: Log = .discarding, metrics: Metrics = Metrics()
    ) throws(ReactorError) {
        var loops: [EventLoop] = []
        for index in 0..<max(1, count) {
            do throws(ReactorError) {
                loops.append(try EventLoop(name: "\(name)-\(index)", log: log, metrics: metrics))
            } catch {
                for loop in loops { loop.beginShutDown() }
                throw error
            }
        }
        self.loops = loops
    }

    /// The loops in rotation.
    package func next() -> EventLoop {
        loop(for: turn.wrappingAdd(1, ordering: .relaxed).oldValue)
    }

    /// The home of whatever has this hash: the same loop every time.
    package func loop(for hash: Int) -> EventLoop {
        loops[Int(UInt(bitPattern: hash) % UInt(loops.count))]
    }

    /// Ends all loops, and returns when every thread is gone.
    package func shutDown() async {
        await withDiscardingTaskGroup { group in
            for loop in loops {
                group.addTask(name: "shut-down-\(loop.name)") { await loop.shutDown() }
            }
        }
    }
}
