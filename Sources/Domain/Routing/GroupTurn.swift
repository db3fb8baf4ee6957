/// A call's place in the rotation of its group.
///
/// It is drawn once per call from the group's shared counter. Fail-over of the same call passes the
/// same turn with a longer list of agents tried, and so walks on from the same place without
/// moving the counter under the other calls.
package struct GroupTurn: Hashable, Sendable {
    package let position: UInt64

    package init(position: UInt64) { self.position = position }
}
