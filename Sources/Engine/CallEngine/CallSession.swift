import CallControl
package import Reactor
package import Telephony

/// One call: an inbox, the call's machine, and hands.
///
/// The session lives on the loop where its first request arrived. Requests for instructions are in
/// `CallSession+Stages`, what the switch tells in `CallSession+Facts`, effects in
/// `CallSession+Effects`.
package actor CallSession {
    package nonisolated let key: SessionKey
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        loop.asUnownedSerialExecutor()
    }

    let services: CallServices
    let call: IncomingCall
    var machine: CallMachine
    var walk: RouteWalk?
    var attempts: [CallAttempt] = []
    /// When the call first asked where to go; `nil` in a session begun again by a callback.
    var arrivedAt: Timestamp?
    var explanation: Explanation?
    /// The bytes of the last decision, for requests that must not lead to another one.
    var lastAnswer: [UInt8]?
    /// The end that waits for its callback before the record may say so.
    var pendingReport: SwitchReport?
    var rememberedEvents: [String] = []
    /// The group that holds an agent for this call.
    var reservedIn: AgentGroup?
    var timer: LoopTimer?
    /// Tells the timer that is armed now from one that was cancelled while it fired.
    var timerGeneration = 0
    var factCount = 0
    /// Answers that somebody waits for, by ticket; each is taken out in exactly one place.
    var waiting: [Int: CheckedContinuation<[UInt8], Never>] = [:]
    var nextTicket = 0

    init(call: IncomingCall, loop: EventLoop, services: CallServices) {
        key = SessionKey(tenant: call.tenant, token: call.session)
        self.call = call
        self.loop = loop
        self.services = services
        machine = CallMachine(limits: services.configuration.limits)
        services.metrics.moved(from: nil, to: .received)
    }

    /// Where the call stands.
    package var state: CallState { machine.state }

    /// Why the last decision came out as it did; `nil` before the first.
    package var lastExplanation: Explanation? { explanation }
}
