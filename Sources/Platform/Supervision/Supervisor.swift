package import Telemetry

/// Keeps its children running, and stops them in the reverse order of their start.
///
/// A child that fails is made and started anew, as often as its policy allows; after that the
/// supervisor stops the others and throws, which makes it the problem of the supervisor above.
/// Cancelling `run` stops everything; it also returns when its last one-shot child is through. A
/// supervisor is a service, so trees nest.
package struct Supervisor: Service {
    /// The name, in logs and metric labels.
    package let name: String

    let children: [ChildSpecification]
    let environment: SupervisorEnvironment
    let log: Log
    let restarts: [Counter]
    let abandoned: Counter

    /// Makes a supervisor of these children, to be started in this order.
    package init(
        name: String, children: [ChildSpecification], log: Log, metrics: Metrics,
        environment: SupervisorEnvironment = SupervisorEnvironment()
    ) {
        self.name = name
        self.children = children
        self.environment = environment
        self.log = log.with(.supervisor, name)
        restarts = children.map { child in
            metrics.counter(
                "strowger_supervisor_restarts_total",
                help: "Children started again after a failure.",
                labels: [("supervisor", name), ("child", child.name)])
        }
        abandoned = metrics.counter(
            "strowger_supervisor_abandoned_total",
            help: "Children left behind because they did not stop in time.",
            labels: [("supervisor", name)])
    }

    /// The longest its children may take to stop: what a supervisor above must allow at least.
    package var stopWithin: Duration {
        children.reduce(.zero) { $0 + $1.stopWithin }
    }

    /// Starts the children, and returns when all have stopped.
    package func run() async throws {
        // Each child has at most an end, a due restart and an overdue stop under way.
        let (notices, inbox) = AsyncStream.makeStream(
            of: SupervisorNotice.self, bufferingPolicy: .bufferingOldest(3 * children.count + 1))
        // A task of its own because cancellation of `run` must not reach it: it is the one that
        // goes on to stop the children, in order and with time to finish.
        let driver = Task(name: "supervisor \(name)") { @concurrent in
            var shift = SupervisorShift(supervisor: self, inbox: inbox)
            return await shift.work(through: notices)
        }
        let failure = await withTaskCancellationHandler {
            await driver.value
        } onCancel: {
            inbox.yield(.cancelled)
        }
        if let failure { throw failure }
    }
}

extension LogKey {
    /// Which supervisor.
    package static let supervisor = LogKey("supervisor")
}
