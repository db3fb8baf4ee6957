import CallControl
import Reactor
import Routing
import Telemetry
import Telephony

extension CallSession {
    // MARK: - Sending a decision out

    /// Puts the decision into effect and gives the bytes that tell the switch.
    func finish(_ work: consuming StageWork) -> [UInt8] {
        if let repeated = work.repeated {
            services.coordinator.complete(work.claim, with: repeated)
            return repeated
        }
        guard case .decide(var decision) = work.step else { return work.snapshot.safeAnswer }
        let wasOver = machine.state.isTerminal
        if wasOver {
            // The call ended while an agent was being chosen for it: nobody may ring any more.
            if rings(decision, work.snapshot.table) { decision = .hangup }
            if let group = work.reservedIn { release(group) }
        } else {
            walk = work.walk
            moveReservation(to: work.reservedIn)
        }
        let bytes = say(&decision, work)
        perform(machineAction(for: decision, after: work.lastOutcome, in: work.snapshot.table))
        let time = MonotonicClock.now() - work.began
        explain(decision, work.explanation, time)
        services.metrics.decided(decision, in: time)
        services.coordinator.complete(work.claim, with: bytes)
        lastAnswer = bytes
        keepDecision(isEnd: !wasOver && machine.state.isTerminal)
        return bytes
    }

    /// Whether the decision makes somebody's telephone ring.
    private func rings(_ decision: Decision, _ table: RoutingTable) -> Bool {
        switch (decision, table.tenant.safePlan) {
        case (.agent, _), (.trunks, _), (.number, _): true
        case (.safePlan, .number), (.safePlan, .agent): true
        case (.safePlan, .say), (.safePlan, .hangup), (.hangup, _): false
        }
    }

    /// The bytes of the decision; one that this switch's language cannot say becomes the safe plan.
    private func say(_ decision: inout Decision, _ work: StageWork) -> [UInt8] {
        let bytes = work.request.renderer.render(
            decision, for: call, progress: walk?.progress, snapshot: work.snapshot)
        if let bytes { return bytes }
        services.log.error(
            "a decision could not be said; the safe plan was served",
            [.callID: key.token.rawValue, .tenantID: key.tenant.description])
        decision = .safePlan(.internalFailure)
        return work.snapshot.safeAnswer
    }

    /// Keeps why the call went where it went; what a fail-over did not look at stays as it was.
    private func explain(_ decision: Decision, _ reasons: Explanation, _ time: Duration) {
        // Ending a call is no choice; what explains the call is the choice before.
        guard decision != .hangup || explanation == nil else { return }
        var reasons = reasons
        if let before = explanation {
            if reasons.rules.isEmpty { reasons.rules = before.rules }
            if reasons.candidates.isEmpty {
                reasons.candidates = before.candidates
                reasons.candidateCount = before.candidateCount
                reasons.strategy = reasons.strategy ?? before.strategy
            }
        }
        if case .safePlan(let reason) = decision { reasons.safePlan = reason }
        reasons.decisionTime = time
        explanation = reasons
    }

    private func machineAction(
        for decision: Decision, after outcome: DialOutcome?, in table: RoutingTable
    ) -> CallMachine.DeadlineAction {
        let before = machine.state
        defer { services.metrics.moved(from: before, to: machine.state) }
        switch decision {
        case .agent(let attempt):
            attempts.append(
                CallAttempt(
                    number: attempt.number, agent: attempt.agent, group: attempt.group, rule: nil,
                    startedAt: .now))
            return machine.dialled(
                ringTimeout: attempt.ringTimeout, timeLimit: attempt.timeLimit, reportsBack: true,
                at: laterAttemptBegan)
        case .trunks(let attempt):
            attempts.append(
                CallAttempt(
                    number: attempt.number, agent: nil, group: nil, rule: attempt.rule,
                    startedAt: .now))
            return machine.dialled(
                ringTimeout: attempt.ringTimeout, timeLimit: attempt.timeLimit, reportsBack: true,
                at: laterAttemptBegan)
        case .number(_, let ringTimeout):
            attempts.append(
                CallAttempt(
                    number: walk?.progress.attempt ?? attempts.count + 1, agent: nil, group: nil,
                    rule: nil, startedAt: .now))
            return machine.dialled(
                ringTimeout: ringTimeout, timeLimit: table.tenant.dial.timeLimit,
                reportsBack: true, at: laterAttemptBegan)
        case .safePlan:
            switch table.tenant.safePlan {
            case .hangup, .say:
                return machine.gaveUp(after: outcome)
            case .number, .agent:
                return machine.dialled(
                    ringTimeout: table.tenant.dial.ringTimeout,
                    timeLimit: table.tenant.dial.timeLimit, reportsBack: false)
            }
        case .hangup:
            return machine.gaveUp(after: outcome)
        }
    }

    /// The present moment when an attempt came before this one, whose end may still be told.
    private var laterAttemptBegan: Timestamp? { attempts.count > 1 ? .now : nil }

    private func moveReservation(to group: AgentGroup?) {
        guard let group else { return }
        if let held = reservedIn, held !== group { release(held) }
        reservedIn = group
    }

    private func release(_ group: AgentGroup) {
        if group.loop === loop {
            group.assumeIsolated { $0.release(key) }
        } else {
            let key = key
            group.loop.execute { group.assumeIsolated { $0.release(key) } }
        }
    }

    // MARK: - Deadlines and the end

    func perform(_ action: CallMachine.DeadlineAction) {
        switch action {
        case .arm(let delay): arm(delay) { $0.deadlinePassed() }
        case .ended(let state): hasEnded(in: state)
        case .ignore: break
        }
    }

    /// One timer at a time: arming it again replaces what was armed.
    func arm(_ delay: Duration, _ fire: @escaping @Sendable (isolated CallSession) -> Void) {
        timer?.cancel()
        timerGeneration &+= 1
        let generation = timerGeneration
        timer = loop.schedule(after: delay) {
            self.assumeIsolated { session in
                if session.timerGeneration == generation { fire(session) }
            }
        }
    }

    private func deadlinePassed() {
        let before = machine.state
        let action = machine.deadlinePassed()
        services.metrics.moved(from: before, to: machine.state)
        guard case .ended(let state) = action else { return }
        services.metrics.settledByDeadline.increment()
        var fact = newFact(.deadline)
        fact.status = state.status
        fact.endedAt = fact.modifiedAt
        services.keep(fact)
        perform(action)
    }

    func hasEnded(in state: CallState) {
        timer?.cancel()
        timer = nil
        timerGeneration &+= 1
        if let reservedIn { release(reservedIn) }
        reservedIn = nil
        let now = loop.now
        services.forget(
            services.registry.hasEnded(
                key, leavesAt: now + services.configuration.endedLinger, now: now))
        services.log.info(
            "call ended",
            [
                .callID: key.token.rawValue, .tenantID: key.tenant.description,
                .cause: state.rawValue, .count: String(attempts.count),
            ])
    }

    // MARK: - Facts for the record

    /// A fact of this call with what every fact says.
    func newFact(_ source: FactSource, at moment: Timestamp = .now) -> RecordFact {
        factCount += 1
        var fact = RecordFact(
            tenant: key.tenant, key: key.token.rawValue, source: source, modifiedAt: moment,
            eventID: Self.ordinal(factCount))
        fact.session = key.token
        return fact
    }

    /// A number as text whose order is the number's: facts of one millisecond stay in order.
    private static func ordinal(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private func keepDecision(isEnd: Bool) {
        var fact = newFact(.decision)
        fact.status = machine.state.status
        if isEnd { fact.endedAt = fact.modifiedAt }
        // A callback that begins a session again may leave out what the first request said.
        if arrivedAt != nil || !(call.from.raw.isEmpty && call.to.raw.isEmpty) {
            fact.parties = CallParties(from: call.from.raw, to: call.to.raw)
        }
        if arrivedAt != nil || !call.rawDirection.isEmpty {
            fact.heading = CallHeading(
                direction: call.origin.recordDirection, raw: call.rawDirection)
        }
        if !call.callID.isEmpty { fact.callID = call.callID }
        fact.startedAt = call.startedAt ?? arrivedAt
        fact.attempts = attempts
        fact.explanation = explanation
        services.keep(fact)
    }

    /// Remembers how an attempt ended, also one that an earlier run of this node began.
    func noteOutcome(_ outcome: DialOutcome, of progress: RouteProgress) {
        if let index = attempts.lastIndex(where: { $0.number == progress.attempt }) {
            attempts[index].outcome = attempts[index].outcome ?? outcome
        } else {
            let inGroup = progress.leg == .group
            attempts.append(
                CallAttempt(
                    number: progress.attempt, agent: progress.tried.last,
                    group: inGroup ? progress.groups.last : nil, rule: progress.rule,
                    startedAt: nil, outcome: outcome))
        }
    }

    /// What a callback says about the end of the call.
    func keepDialEnd(_ outcome: DialOutcome) {
        var fact = newFact(.dialCallback)
        fact.status = outcome.status
        fact.endedAt = fact.modifiedAt
        fact.attempts = attempts
        services.keep(fact)
    }
}
