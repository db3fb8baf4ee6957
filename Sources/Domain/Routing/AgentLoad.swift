/// How busy an agent has been, as a strategy compares it.
///
/// The numbers may come from this node's memory or from a store that nodes share: choosing does
/// not know.
package struct AgentLoad: Hashable, Sendable {
    /// Calls counted within the window.
    package var calls: Int
    /// Grows with every choice of the group; zero when the agent was never chosen.
    package var lastChosen: UInt64

    package init(calls: Int = 0, lastChosen: UInt64 = 0) {
        self.calls = calls
        self.lastChosen = lastChosen
    }
}
