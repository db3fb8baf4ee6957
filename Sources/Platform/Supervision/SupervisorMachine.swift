/// Decides what a supervisor does, for children known by their place in the list.
///
/// ```
/// running ──cancelled / a policy is exhausted──▶ stopping(last live child) ─▶ … ─▶ stopped
/// ```
struct SupervisorMachine: Sendable {
    enum State: Hashable, Sendable {
        /// Children run, and are restarted when they fail.
        case running
        /// Children are stopped one by one, from the last; this one has been asked.
        case stopping(child: Int)
        /// Nothing is left to do.
        case stopped
    }

    enum Child: Hashable, Sendable {
        case idle, running, waiting, ended
    }

    /// What the supervisor must do now, in this order.
    enum Action: Hashable, Sendable {
        case start(Int)
        case restart(Int, after: Duration)
        case escalate(Int)
        case stop(Int)
        case abandon(Int)
        case finish
    }

    private(set) var state = State.running
    private(set) var children: [Child]

    private var policies: [RestartPolicy]
    private let ends: [ChildSpecification.End]

    init(_ specifications: [ChildSpecification]) {
        children = specifications.map { _ in .idle }
        policies = specifications.map(\.policy)
        ends = specifications.map(\.end)
    }

    /// Starts every child, in list order.
    mutating func begun() -> [Action] {
        children.indices.map { start($0) }
    }

    /// A child's `run` has returned or thrown, or the child could not even be made.
    mutating func ended(_ index: Int, failed: Bool, at now: Duration, chance: Double) -> [Action] {
        guard children.indices.contains(index), children[index] == .running else { return [] }
        children[index] = .ended
        switch state {
        case .running:
            if !failed, ends[index] == .normal {
                // When the last one-shot child is through, there is nothing left to supervise.
                return children.allSatisfy { $0 == .ended } ? finish() : []
            }
            switch policies[index].failed(at: now, chance: chance) {
            case .restart(let delay):
                children[index] = .waiting
                return [.restart(index, after: delay)]
            case .escalate:
                return [.escalate(index)] + stopNext()
            }
        case .stopping(index):
            return stopNext()
        case .stopping, .stopped:
            return []  // it went before its turn, and will be passed over
        }
    }

    /// The delay before a child's restart is over.
    mutating func restartDue(_ index: Int) -> [Action] {
        guard state == .running, children.indices.contains(index), children[index] == .waiting
        else { return [] }
        return [start(index)]
    }

    /// The supervisor itself was asked to stop.
    mutating func cancelled() -> [Action] {
        switch state {
        case .running: stopNext()
        case .stopping, .stopped: []
        }
    }

    /// The time a child has for stopping is over.
    mutating func overdue(_ index: Int) -> [Action] {
        guard state == .stopping(child: index) else { return [] }
        children[index] = .ended
        return [.abandon(index)] + stopNext()
    }

    // MARK: - Private

    private mutating func start(_ index: Int) -> Action {
        children[index] = .running
        return .start(index)
    }

    private mutating func stopNext() -> [Action] {
        guard let index = children.lastIndex(of: .running) else { return finish() }
        state = .stopping(child: index)
        return [.stop(index)]
    }

    private mutating func finish() -> [Action] {
        state = .stopped
        return [.finish]
    }
}
