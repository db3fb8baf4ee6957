/// What a caller gets when no decision could be made in time, or at all.
package enum SafePlan: Hashable, Sendable {
    case hangup
    /// A spoken sentence, then the end of the call.
    case say(String)
    /// A number dialled as it is written.
    case number(String)
    case agent(AgentID)

    package static let standard = SafePlan.say(
        "We are sorry, your call cannot be connected at the moment. Please try again later.")
}
