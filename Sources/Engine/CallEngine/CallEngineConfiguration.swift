package import CallControl

/// What the engine allows calls, and itself.
package struct CallEngineConfiguration: Hashable, Sendable {
    /// How long a decision may take before the tenant's safe plan is served.
    package var decisionDeadline: Duration = .seconds(2)
    /// Live sessions on this node; above, new calls get the safe plan.
    package var maximumLiveSessions = 100_000
    /// How long an ended session stays to absorb late facts.
    package var endedLinger: Duration = .seconds(300)
    /// Ended sessions kept at most; the oldest leave first.
    package var maximumEndedSessions = 100_000
    /// Event ids remembered per session, to know repeats.
    package var rememberedEvents = 64
    package var limits = CallLimits()
    package var answers = AnswerStoreLimits()
    package var voiceLimit = VoiceLimit()

    package init() {}
}

/// How many answers are kept to be repeated to duplicate requests.
package struct AnswerStoreLimits: Hashable, Sendable {
    package var maximumEntries = 200_000
    package var maximumBytes = 256 << 20
    /// However long the call lasts, its answers go after this.
    package var maximumAge: Duration = .seconds(24 * 3_600)

    package init() {}
}

/// A high safety valve on a tenant's new calls; what exceeds it gets the safe plan.
package struct VoiceLimit: Hashable, Sendable {
    /// New calls a second, by tenant and event loop; 0 is no limit.
    package var perSecond: Double = 5_000
    package var burst: Double = 10_000

    package init() {}
}
