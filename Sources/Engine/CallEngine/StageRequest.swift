package import CallControl
package import Telephony

/// The switch asks what to do with a call, for the first time or after an attempt.
package struct StageRequest: Sendable {
    package let tenant: TenantRuntime
    package let call: IncomingCall
    /// What makes this request the same as a repeat of it, and different from any other of the call.
    package let stage: String
    package let occasion: Occasion
    package let renderer: any AnswerRenderer

    /// Why the switch asks.
    package enum Occasion: Hashable, Sendable {
        /// The call reached the application.
        case arrived
        /// An attempt of ours ended; the progress travelled with its callback.
        case attemptEnded(RouteProgress, DialOutcome)
    }

    package init(
        tenant: TenantRuntime, call: IncomingCall, stage: String, occasion: Occasion,
        renderer: any AnswerRenderer
    ) {
        self.tenant = tenant
        self.call = call
        self.stage = stage
        self.occasion = occasion
        self.renderer = renderer
    }

    package var key: SessionKey { SessionKey(tenant: call.tenant, token: call.session) }
}

/// Turns a decision into the bytes of one switch's language.
package protocol AnswerRenderer: Sendable {
    /// The decision in the switch's language; `nil` when that language cannot say it.
    ///
    /// `progress` is what must come back with the attempt's callback.
    func render(
        _ decision: Decision, for call: IncomingCall, progress: RouteProgress?,
        snapshot: TenantSnapshot
    ) -> [UInt8]?
}

/// An answer that is ready, or one that has to wait for something.
package enum StageAnswer: Sendable {
    case now([UInt8])
    case later(@Sendable () async -> [UInt8])
}
