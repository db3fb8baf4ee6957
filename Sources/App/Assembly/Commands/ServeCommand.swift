import Foundation
import Operations
import Reactor
import Supervision
import Telemetry

/// Serves until told to stop: the first signal drains, a second one forces.
enum ServeCommand {
    static func run(_ configuration: Configuration) async throws -> Int32 {
        let sink = StandardErrorSink()
        defer { _ = sink.flush() }
        let log = Log(label: "strowger", level: configuration.logLevel, sink: sink)
        let metrics = Metrics()
        let began = MonotonicClock.now()
        let descriptors = DescriptorLimit.raise()
        log.notice(
            "starting",
            [.version: Version.current, .limit: "\(descriptors) descriptors"])
        let node = try Node(configuration, log: log, metrics: metrics)
        let tree = node.tree { port in
            let took = (MonotonicClock.now() - began).inMilliseconds
            log.notice("listening", [.address: "port \(port)", .duration: "\(took) ms"])
        }
        // The tree is stopped by cancelling this task, which is all a signal's callback can do.
        let running = Task(name: "engine") { try await tree.run() }
        let watches = try await watchSignals(node, running, log: log, sink: sink)
        defer { withExtendedLifetime(watches) {} }
        do {
            try await running.value
            log.notice("stopped")
        } catch is CancellationError {
            log.notice("stopped")
        } catch {
            log.error("the engine gave up", [.error: "\(error)"])
            return EX_SOFTWARE
        }
        return EX_OK
    }

    private static func watchSignals(
        _ node: Node, _ running: Task<Void, any Error>, log: Log, sink: StandardErrorSink
    ) async throws -> [SignalWatch] {
        let readiness = node.readiness
        let patience = node.configuration.stopWithin
        let loop = node.loops.loops[0]
        let stop: @Sendable (SignalWatch.Signal) -> Void = { signal in
            guard !readiness.isDraining else {
                log.warning("second signal: stopping at once", [.signal: "\(signal)"])
                _ = sink.flush()
                exit(EX_TEMPFAIL)
            }
            log.notice("stopping: doors first, stores last", [.signal: "\(signal)"])
            readiness.beginDraining()
            running.cancel()
            _ = loop.schedule(after: patience) {
                log.error("could not stop in time; giving up what is left")
                _ = sink.flush()
                exit(EX_TEMPFAIL)
            }
        }
        return [
            try await SignalWatch.start(.terminate, on: loop, onSignal: stop),
            try await SignalWatch.start(.interrupt, on: loop, onSignal: stop),
        ]
    }
}
