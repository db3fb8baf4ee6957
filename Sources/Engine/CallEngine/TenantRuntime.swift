import Locks
package import Reactor
package import Routing
package import Telephony

/// One tenant's compiled configuration, with what is made of it once per version.
package struct TenantSnapshot: Sendable {
    package let table: RoutingTable
    /// The safe plan, rendered in advance: it must cost nothing when everything else has failed.
    package let safeAnswer: [UInt8]

    package init(table: RoutingTable, safeAnswer: [UInt8]) {
        self.table = table
        self.safeAnswer = safeAnswer
    }
}

/// A tenant as it runs on this node: its present snapshot, its groups and its limiters.
package final class TenantRuntime: Sendable {
    package let id: TenantID
    private let current: Guarded<TenantSnapshot>
    private let groups = Guarded<[GroupID: AgentGroup]>([:])
    private let limiters: [ObjectIdentifier: TenantLimiter]
    private let loops: EventLoopGroup

    package init(
        id: TenantID, snapshot: TenantSnapshot, loops: EventLoopGroup, limit: VoiceLimit
    ) {
        self.id = id
        self.loops = loops
        current = Guarded(snapshot)
        limiters = Dictionary(
            uniqueKeysWithValues: loops.loops.map { loop in
                (
                    ObjectIdentifier(loop),
                    TenantLimiter(loop: loop, perSecond: limit.perSecond, burst: limit.burst)
                )
            })
    }

    /// The snapshot in force.
    ///
    /// A decision takes it once and uses it to the end.
    package var snapshot: TenantSnapshot { current.withLock { $0 } }

    /// Puts a newer snapshot in force for the decisions that begin from now on.
    package func install(_ snapshot: TenantSnapshot) {
        current.withLock { $0 = snapshot }
    }

    /// The actor of a group, made when first asked for; its home follows from its id.
    package func group(_ group: GroupID) -> AgentGroup {
        groups.withLock { groups in
            if let known = groups[group] { return known }
            let hash = Int(truncatingIfNeeded: id.rawValue &* 31 &+ group.rawValue)
            let made = AgentGroup(id: group, loop: loops.loop(for: hash))
            groups[group] = made
            return made
        }
    }

    /// Whether one more voice request is let through on this loop.
    func admits(on loop: EventLoop) -> Bool {
        limiters[ObjectIdentifier(loop)]?.admitsNow() ?? true
    }
}
