/// One line of a supervisor's list: what the child is, and what happens when it ends.
package struct ChildSpecification: Sendable {
    /// What it means when the child returns without having been asked to.
    package enum End: Hashable, Sendable {
        /// It should have gone on: treated like a thrown error.
        case failure
        /// It was a task with an end, and is not started again.
        case normal
    }

    /// The name, in logs and metric labels.
    package let name: String
    /// How often it may fail.
    package let policy: RestartPolicy
    /// How long the child may take to stop before it is left behind.
    package let stopWithin: Duration
    /// What an unasked return means.
    package let end: End
    /// Makes the child anew, at the start and for every restart.
    package let make: @Sendable () throws -> any Service

    /// Describes a child; what is left out has the value for a service that runs for ever.
    package init(
        _ name: String, policy: RestartPolicy, stopWithin: Duration = .seconds(10),
        end: End = .failure, make: @escaping @Sendable () throws -> any Service
    ) {
        self.name = name
        self.policy = policy
        self.stopWithin = stopWithin
        self.end = end
        self.make = make
    }
}
