package import Telephony

/// What a group remembers between calls, for its strategy to choose by.
///
/// One value serves one group for as long as the process lives; configuration changes come in as
/// another `CompiledGroup` of the same group, and what was counted is kept.
package struct GroupState: Sendable {
    private var rolling = RollingLoads()

    package init() {}

    /// The agent to ring next, or `nil` when no agent of the group can take the call.
    ///
    /// A call is counted for the agent when it is chosen, so that bursts spread, and stays counted
    /// when the agent does not answer: an attempt is a load too. The explanation tells of this
    /// choice alone, in place of an earlier one.
    package mutating func choose(
        _ group: CompiledGroup, turn: GroupTurn, tried: [AgentID], now: Duration,
        explanation: inout Explanation
    ) -> AgentID? {
        switch group.strategy {
        case .loadBalanced(let settings):
            rolling.advance(group, window: settings.window, to: now)
            let pick = group.pick(turn: turn, tried: tried, loads: rolling.loads)
            group.explain(pick, tried: tried, loads: rolling.loads, in: &explanation)
            guard let pick else { return nil }
            rolling.record(pick.index)
            return group.members[pick.index].agent
        case .roundRobin, .priority:
            let pick = group.pick(turn: turn, tried: tried, loads: [])
            group.explain(pick, tried: tried, loads: [], in: &explanation)
            return pick.map { group.members[$0.index].agent }
        }
    }
}
