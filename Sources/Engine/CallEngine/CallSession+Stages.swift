import CallControl
import Reactor
import Routing
import Telemetry
import Telephony

/// A request for instructions on its way to an answer.
struct StageWork: Sendable {
    let request: StageRequest
    let claim: StageClaim
    let snapshot: TenantSnapshot
    let began: Duration
    var walk: RouteWalk?
    var step: RouteWalk.Step
    var explanation: Explanation
    /// The group that reserved an agent while this request was worked on.
    var reservedIn: AgentGroup?
    var lastOutcome: DialOutcome?
    /// An answer given before that is to be given again, in place of a decision.
    var repeated: [UInt8]?
}

/// What an attempt to answer at once came to.
enum StageOutcome: Sendable {
    case answered([UInt8])
    /// Somebody else knows whether the request is new.
    case mustClaim
    /// The same request is being answered.
    case underway
    /// The group lives on another loop.
    case mustChoose(StageWork)
}

extension CallSession {
    // MARK: - At once

    /// Answers without waiting when everything needed is on this loop.
    func answerNow(_ request: StageRequest) -> StageOutcome {
        let began = MonotonicClock.now()
        let claim = StageClaim(key: key, stage: request.stage, group: nil)
        switch services.coordinator.claimNow(claim) {
        case nil:
            return .mustClaim
        case .answered(let bytes):
            services.metrics.repeats.increment()
            adopt(request)
            return .answered(bytes)
        case .underway:
            return .underway
        case .granted(let turn):
            return proceedNow(begin(request, claim: claim, turn: turn, began: began))
        }
    }

    private func proceedNow(_ work: consuming StageWork) -> StageOutcome {
        while case .choose(let id) = work.step {
            guard let group = work.snapshot.table.group(id) else {
                work.chosen(nil, turn: nil)
                continue
            }
            let actor = work.request.tenant.group(id)
            guard actor.loop === loop else { return .mustChoose(work) }
            let selection = selection(from: group, for: work)
            chosen(actor.assumeIsolated { $0.choose(selection) }, by: actor, &work)
        }
        return .answered(finish(work))
    }

    // MARK: - After a wait

    /// Answers a request that could not be answered at once; the safe plan when it takes too long.
    func answer(_ request: StageRequest, after outcome: StageOutcome) async -> [UInt8] {
        nextTicket += 1
        let ticket = nextTicket
        let deadline = loop.schedule(after: services.configuration.decisionDeadline) {
            self.assumeIsolated { $0.deadlineMissed(request, ticket: ticket) }
        }
        defer { deadline.cancel() }
        return await withCheckedContinuation { continuation in
            waiting[ticket] = continuation
            // The work must be able to outlive the wait: its answer may come after the deadline.
            Task(executorPreference: loop) {
                let bytes = await self.work(request, after: outcome, ticket: ticket)
                await self.settle(ticket, with: bytes)
            }
        }
    }

    private func work(
        _ request: StageRequest, after outcome: StageOutcome, ticket: Int
    ) async -> [UInt8] {
        switch outcome {
        case .answered(let bytes):
            return bytes
        case .mustChoose(let work):
            return await proceed(work, ticket: ticket)
        case .mustClaim, .underway:
            return await claimAndProceed(request, ticket: ticket)
        }
    }

    private func claimAndProceed(_ request: StageRequest, ticket: Int) async -> [UInt8] {
        let began = MonotonicClock.now()
        let claim = StageClaim(key: key, stage: request.stage, group: groupToDraw(for: request))
        while waiting[ticket] != nil {
            switch await services.coordinator.claim(claim) {
            case .answered(let bytes):
                services.metrics.repeats.increment()
                adopt(request)
                return bytes
            case .underway:
                await loop.sleep(for: .milliseconds(20))
            case .granted(let turn):
                guard waiting[ticket] != nil else { break }
                let work = begin(request, claim: claim, turn: turn, began: began)
                return await proceed(work, ticket: ticket)
            }
        }
        return request.tenant.snapshot.safeAnswer
    }

    private func proceed(_ work: consuming StageWork, ticket: Int) async -> [UInt8] {
        while case .choose(let id) = work.step {
            guard let group = work.snapshot.table.group(id) else {
                work.chosen(nil, turn: nil)
                continue
            }
            let actor = work.request.tenant.group(id)
            var selection = selection(from: group, for: work)
            if selection.turn == nil {
                let turnKey = GroupTurnKey(
                    tenant: key.tenant, group: id, rotation: group.rotationKey)
                selection.turn = await services.coordinator.turn(of: turnKey)
            }
            let choice = await actor.choose(selection)
            chosen(choice, by: actor, &work)
            guard waiting[ticket] != nil else {
                // The deadline has served the safe plan; the agent is free again.
                await actor.release(key)
                return work.snapshot.safeAnswer
            }
        }
        guard waiting[ticket] != nil else { return work.snapshot.safeAnswer }
        return finish(work)
    }

    private func settle(_ ticket: Int, with bytes: [UInt8]) {
        waiting.removeValue(forKey: ticket)?.resume(returning: bytes)
    }

    private func deadlineMissed(_ request: StageRequest, ticket: Int) {
        guard let continuation = waiting.removeValue(forKey: ticket) else { return }
        services.metrics.deadlinesMissed.increment()
        services.log.warning(
            "decision took too long; the safe plan was served", [.callID: key.token.rawValue])
        let snapshot = request.tenant.snapshot
        let claim = StageClaim(key: key, stage: request.stage, group: nil)
        var work = StageWork(
            request: request, claim: claim, snapshot: snapshot, began: MonotonicClock.now(),
            walk: walk, step: .decide(.safePlan(.deadlineMissed)),
            explanation: Explanation(configurationVersion: snapshot.table.version))
        if case .attemptEnded(let progress, let outcome) = request.occasion {
            // What the callback said is true, however late the answer to it.
            work.lastOutcome = outcome
            noteOutcome(outcome, of: progress)
            if outcome == .answered, machine.dialEnded(outcome) == .conversationEnded {
                work.step = .decide(.hangup)
                keepDialEnd(outcome)
                hasEnded(in: .completed)
            }
        }
        continuation.resume(returning: finish(work))
    }

    // MARK: - The steps

    /// The group whose turn is drawn together with the claim.
    private func groupToDraw(for request: StageRequest) -> GroupTurnKey? {
        guard case .arrived = request.occasion else { return nil }
        let table = request.tenant.snapshot.table
        var ignored = Explanation(configurationVersion: table.version)
        guard case .group(let id) = table.match(call, explanation: &ignored),
            let group = table.group(id)
        else { return nil }
        return GroupTurnKey(tenant: key.tenant, group: id, rotation: group.rotationKey)
    }

    private func begin(
        _ request: StageRequest, claim: StageClaim, turn: UInt64?, began: Duration
    ) -> StageWork {
        let snapshot = request.tenant.snapshot
        var work = StageWork(
            request: request, claim: claim, snapshot: snapshot, began: began, walk: walk,
            step: .decide(.hangup),
            explanation: Explanation(configurationVersion: snapshot.table.version))
        let before = machine.state
        defer { services.metrics.moved(from: before, to: machine.state) }
        switch request.occasion {
        case .arrived:
            if arrivedAt == nil { arrivedAt = .now }
            guard machine.asked() == .decide else { return work }
            guard snapshot.table.tenant.isEnabled else {
                work.step = .decide(.safePlan(.tenantDisabled))
                return work
            }
            let target = snapshot.table.match(call, explanation: &work.explanation)
            var walk = RouteWalk(target: target, destination: call.to.raw, turn: turn)
            work.step = walk.begin(in: snapshot.table)
            work.walk = walk
        case .attemptEnded(let progress, let outcome):
            if let walk, progress.attempt < walk.progress.attempt, let lastAnswer {
                // A callback of an attempt already followed by another must not dial a third time.
                work.repeated = lastAnswer
                return work
            }
            attemptEnded(progress, outcome, &work)
        }
        return work
    }

    private func attemptEnded(
        _ progress: RouteProgress, _ outcome: DialOutcome, _ work: inout StageWork
    ) {
        work.lastOutcome = outcome
        let isNews = !attempts.contains { $0.number == progress.attempt && $0.outcome != nil }
        noteOutcome(outcome, of: progress)
        switch machine.dialEnded(outcome) {
        case .endCall:
            // The call was settled without this; the record still learns what the callback knows.
            let isLast = progress.attempt >= (walk?.progress.attempt ?? 0)
            if isNews, outcome == .answered || isLast { keepDialEnd(outcome) }
        case .conversationEnded:
            keepDialEnd(outcome)
            hasEnded(in: .completed)
        case .failOver:
            services.metrics.failOvers.increment()
            // Another node may have gone on with the call: then the token knows more than we do.
            let isAhead = walk.map { progress.attempt > $0.progress.attempt } ?? true
            var walk =
                if !isAhead, let walk { walk } else {
                    RouteWalk(resuming: progress, destination: call.to.raw)
                }
            work.step = walk.attemptEnded(outcome, in: work.snapshot.table)
            work.walk = walk
        }
    }

    /// Takes over a call that another node, or an earlier run of this one, has sent somewhere.
    ///
    /// Nothing was decided here, but the call needs a deadline like any other.
    private func adopt(_ request: StageRequest) {
        guard machine.state == .received else { return }
        let dial = request.tenant.snapshot.table.tenant.dial
        let action = machine.dialled(
            ringTimeout: dial.ringTimeout, timeLimit: dial.timeLimit, reportsBack: true)
        services.metrics.moved(from: .received, to: machine.state)
        perform(action)
    }

    private func selection(from group: CompiledGroup, for work: StageWork) -> GroupSelection {
        let progress = work.walk?.progress
        return GroupSelection(
            key: key, group: group, turn: progress?.turn, tried: progress?.tried ?? [],
            leaseFor: services.configuration.limits.connectedMaximum,
            explanation: work.explanation)
    }

    private func chosen(_ choice: GroupChoice, by actor: AgentGroup, _ work: inout StageWork) {
        work.explanation = choice.explanation
        if choice.agent != nil { work.reservedIn = actor }
        work.chosen(choice.agent, turn: choice.turn)
    }
}

extension StageWork {
    /// Walks on with what the group chose; a group that is gone has nobody to offer.
    mutating func chosen(_ agent: AgentID?, turn: UInt64?) {
        guard var walk else {
            step = .decide(.safePlan(.internalFailure))
            return
        }
        step = walk.chosen(agent, turn: turn, in: snapshot.table)
        self.walk = walk
    }
}
