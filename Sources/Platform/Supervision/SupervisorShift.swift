import Telemetry

/// What reaches a supervisor while it works.
enum SupervisorNotice: Sendable {
    case ended(Int, (any Error)?)
    case restartDue(Int)
    case overdue(Int)
    case cancelled
}

/// One run of a supervisor: the hands that carry out what the machine decides.
///
/// Children run in unstructured tasks, for two reasons a task group has no answer to: a group
/// cancels all its children at once, while ours stop one after the other; and a group waits for
/// every child, so that one that ignores its cancellation would hold the process for ever. Here it
/// is left behind after its time: its task lives on until it ends or the process does, and its
/// late notice falls into a finished stream.
struct SupervisorShift {
    private let supervisor: Supervisor
    private let inbox: AsyncStream<SupervisorNotice>.Continuation

    private var machine: SupervisorMachine
    private var running: [Int: Task<Void, Never>] = [:]
    private var timers: [Int: Task<Void, Never>] = [:]
    private var failure: SupervisionError?

    init(supervisor: Supervisor, inbox: AsyncStream<SupervisorNotice>.Continuation) {
        self.supervisor = supervisor
        self.inbox = inbox
        machine = SupervisorMachine(supervisor.children)
    }

    /// Works until everything has stopped; the result is why it had to, when it had to.
    mutating func work(through notices: AsyncStream<SupervisorNotice>) async -> SupervisionError? {
        perform(machine.begun())
        for await notice in notices {
            perform(received(notice))
        }
        return failure
    }

    // MARK: - Facts

    private mutating func received(_ notice: SupervisorNotice) -> [SupervisorMachine.Action] {
        switch notice {
        case .ended(let index, let error):
            return ended(index, error)
        case .restartDue(let index):
            timers[index] = nil
            return machine.restartDue(index)
        case .overdue(let index):
            return machine.overdue(index)
        case .cancelled:
            supervisor.log.debug("supervisor stopping")
            return machine.cancelled()
        }
    }

    private mutating func ended(_ index: Int, _ error: (any Error)?) -> [SupervisorMachine.Action] {
        // One that was left behind may still end before the others have stopped.
        guard machine.children[index] == .running else { return [] }
        let wasStopping = machine.state != .running
        running[index] = nil
        timers.removeValue(forKey: index)?.cancel()
        let actions = machine.ended(
            index, failed: error != nil, at: supervisor.environment.now(),
            chance: supervisor.environment.chance())
        let child = supervisor.children[index]
        let log = supervisor.log.with(.service, child.name)
        if wasStopping {
            if let error, !(error is CancellationError) {
                log.warning("service failed while stopping", [.error: "\(error)"])
            }
            supervisor.environment.observe(.stopped(child: child.name))
        } else if error == nil, child.end == .normal {
            log.debug("service finished")
            supervisor.environment.observe(.finished(child: child.name))
        } else {
            log.warning("service failed", [.error: error.map { "\($0)" } ?? "returned unasked"])
            if actions.contains(.escalate(index)) {
                failure = SupervisionError(
                    code: .restartsExhausted, supervisor: supervisor.name, child: child.name,
                    cause: error)
            }
        }
        return actions
    }

    // MARK: - Orders

    private mutating func perform(_ actions: [SupervisorMachine.Action]) {
        for action in actions {
            switch action {
            case .start(let index): start(index)
            case .restart(let index, let delay): restart(index, after: delay)
            case .escalate(let index): escalate(index)
            case .stop(let index): stop(index)
            case .abandon(let index): abandon(index)
            case .finish: finish()
            }
        }
    }

    private mutating func start(_ index: Int) {
        let child = supervisor.children[index]
        supervisor.environment.observe(.started(child: child.name))
        do {
            let service = try child.make()
            supervisor.log.debug("service started", [.service: child.name])
            // Unstructured so that it can be stopped alone, and left behind: see above.
            running[index] = Task(name: child.name) { @concurrent [inbox] in
                do {
                    try await service.run()
                    inbox.yield(.ended(index, nil))
                } catch {
                    inbox.yield(.ended(index, error))
                }
            }
        } catch {
            inbox.yield(.ended(index, error))
        }
    }

    private mutating func restart(_ index: Int, after delay: Duration) {
        let name = supervisor.children[index].name
        supervisor.restarts[index].increment()
        supervisor.log.notice("service restarting", [.service: name, .delay: "\(delay)"])
        supervisor.environment.observe(.restarting(child: name, after: delay))
        setTimer(index, delay, then: .restartDue(index))
    }

    private func escalate(_ index: Int) {
        let name = supervisor.children[index].name
        supervisor.log.error("service failed too often, supervisor gives up", [.service: name])
        supervisor.environment.observe(.escalating(child: name))
    }

    private mutating func stop(_ index: Int) {
        let child = supervisor.children[index]
        supervisor.log.debug("service stopping", [.service: child.name])
        supervisor.environment.observe(.stopping(child: child.name))
        setTimer(index, child.stopWithin, then: .overdue(index))
        running[index]?.cancel()
    }

    private mutating func abandon(_ index: Int) {
        let name = supervisor.children[index].name
        running[index] = nil
        timers[index] = nil
        supervisor.abandoned.increment()
        supervisor.log.error("service did not stop in time, left behind", [.service: name])
        supervisor.environment.observe(.abandoned(child: name))
    }

    private mutating func finish() {
        for timer in timers.values { timer.cancel() }
        timers = [:]
        inbox.finish()
    }

    private mutating func setTimer(_ index: Int, _ delay: Duration, then notice: SupervisorNotice) {
        let sleep = supervisor.environment.sleep
        // A timer is cancelled by its handle when what it waits for has happened.
        timers.updateValue(
            Task(name: "supervisor timer") { @concurrent [inbox] in
                await sleep(delay)
                if !Task.isCancelled { inbox.yield(notice) }
            }, forKey: index)?.cancel()
    }
}
