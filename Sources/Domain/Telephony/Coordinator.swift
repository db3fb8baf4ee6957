/// What nodes must agree on while a call is decided: who answers a request, and whose turn it is.
///
/// One decision costs at most one round trip: the claim and the group's counter come together.
/// An implementation never fails: while a shared store is away it serves the node alone.
package protocol Coordinator: Sendable {
    /// The outcome when it is known without waiting; `nil` when `claim` must be awaited.
    func claimNow(_ claim: StageClaim) -> ClaimOutcome?
    func claim(_ claim: StageClaim) async -> ClaimOutcome
    /// The next turn of a group, for a fallback that the claim could not foresee.
    func turn(of group: GroupTurnKey) async -> UInt64?
    /// Keeps the answer for repeats of the request.
    func complete(_ claim: StageClaim, with answer: [UInt8])
    /// The call's session has left: its answers are no longer wanted here.
    func forget(_ key: SessionKey)
}

/// The right to answer one request of one call.
package struct StageClaim: Hashable, Sendable {
    package let key: SessionKey
    package let stage: String
    /// The group whose counter is drawn along with the claim.
    package let group: GroupTurnKey?

    package init(key: SessionKey, stage: String, group: GroupTurnKey?) {
        self.key = key
        self.stage = stage
        self.group = group
    }
}

/// A group's shared counter.
package struct GroupTurnKey: Hashable, Sendable {
    package let tenant: TenantID
    package let group: GroupID
    /// Changes when the rotation has to start afresh.
    package let rotation: UInt64

    package init(tenant: TenantID, group: GroupID, rotation: UInt64) {
        self.tenant = tenant
        self.group = group
        self.rotation = rotation
    }
}

/// What came of a claim.
package enum ClaimOutcome: Hashable, Sendable {
    /// The request is new and ours; `turn` is `nil` when the group counts for itself.
    case granted(turn: UInt64?)
    /// It was answered before, with these bytes.
    case answered([UInt8])
    /// Somebody is answering it right now.
    case underway
}

/// A coordinator of one node, on which one of several nodes can be built.
package protocol LocalCoordination: Coordinator {
    /// The answer kept for a request, without claiming anything.
    func answer(to claim: StageClaim) -> [UInt8]?
    /// Gives back a claim that has not been answered.
    func release(_ claim: StageClaim)
}
