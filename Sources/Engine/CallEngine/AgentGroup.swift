package import Reactor
package import Routing
package import Telephony

/// The actor of one agent group: it chooses and reserves in one step.
///
/// The choice is `GroupState`'s; the actor makes sure that two calls never choose at once, counts
/// turns when no shared store does, and keeps a lease for each call it gave an agent to.
package actor AgentGroup {
    package nonisolated let id: GroupID
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    private var state = GroupState()
    private var counter: UInt64 = 0
    private var rotation: UInt64?
    private var leases: [SessionKey: Lease] = [:]
    private var nextSweep: Duration = .zero

    /// An agent held for a call until the call ends, or until the deadline at the latest.
    package struct Lease: Hashable, Sendable {
        package let agent: AgentID
        package let until: Duration
    }

    package init(id: GroupID, loop: EventLoop) {
        self.id = id
        self.loop = loop
    }

    /// Chooses the next agent for a call and reserves it.
    package func choose(_ selection: GroupSelection) -> GroupChoice {
        let now = loop.now
        sweep(now)
        let turn = selection.turn ?? nextTurn(of: selection.group)
        var explanation = selection.explanation
        let agent = state.choose(
            selection.group, turn: GroupTurn(position: turn), tried: selection.tried, now: now,
            explanation: &explanation)
        if let agent {
            leases[selection.key] = Lease(agent: agent, until: now + selection.leaseFor)
        } else {
            leases[selection.key] = nil
        }
        return GroupChoice(agent: agent, turn: turn, explanation: explanation)
    }

    /// The call no longer holds an agent of this group.
    package func release(_ key: SessionKey) {
        leases[key] = nil
    }

    /// Calls that hold an agent now.
    package var leaseCount: Int { leases.count }

    private func nextTurn(of group: CompiledGroup) -> UInt64 {
        if rotation != group.rotationKey {
            // `reset_on_agent_change`: the key is a new one when the rotation starts afresh.
            rotation = group.rotationKey
            counter = 0
        }
        defer { counter &+= 1 }
        return counter
    }

    /// A call whose end nobody told must not hold its agent for ever.
    private func sweep(_ now: Duration) {
        guard now >= nextSweep else { return }
        nextSweep = now + .seconds(60)
        leases = leases.filter { $0.value.until > now }
    }
}

/// What a call tells a group when it needs an agent.
package struct GroupSelection: Sendable {
    package let key: SessionKey
    package let group: CompiledGroup
    /// `nil` when the group counts for itself and the call has not drawn yet.
    package var turn: UInt64?
    package let tried: [AgentID]
    package let leaseFor: Duration
    package let explanation: Explanation

    package init(
        key: SessionKey, group: CompiledGroup, turn: UInt64?, tried: [AgentID],
        leaseFor: Duration, explanation: Explanation
    ) {
        self.key = key
        self.group = group
        self.turn = turn
        self.tried = tried
        self.leaseFor = leaseFor
        self.explanation = explanation
    }
}

/// What a group answers.
package struct GroupChoice: Sendable {
    /// `nil` when nobody can take the call.
    package let agent: AgentID?
    package let turn: UInt64
    package let explanation: Explanation
}
