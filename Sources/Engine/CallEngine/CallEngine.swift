import Collections
package import Reactor
import Supervision
import Telemetry
package import Telephony

/// The engine as the doors see it: requests for instructions in, answers out; facts in.
package final class CallEngine: Service {
    package let directory: TenantDirectory
    private let services: CallServices
    private let loops: EventLoopGroup

    package init(services: CallServices, directory: TenantDirectory, loops: EventLoopGroup) {
        self.services = services
        self.directory = directory
        self.loops = loops
    }

    package var registry: SessionRegistry { services.registry }

    /// Lets ended sessions go when their time is over, until cancelled.
    package func run() async throws {
        let loop = loops.loops[0]
        while !Task.isCancelled {
            await loop.sleep(for: .seconds(1))
            services.forget(
                services.registry.sweep(now: MonotonicClock.now(), atMost: 10_000))
        }
    }

    // MARK: - Requests for instructions

    /// Where the call goes next.
    ///
    /// Must be called on `loop`, where the request arrived.
    package func answer(_ request: StageRequest, on loop: EventLoop) -> StageAnswer {
        // Only new calls are limited: one that is under way is answered whatever the rate.
        var isLimited = false
        let found = services.registry.session(request.key) {
            if case .arrived = request.occasion, !request.tenant.admits(on: loop) {
                isLimited = true
                return nil
            }
            return CallSession(call: request.call, loop: loop, services: services)
        }
        guard let session = found else { return turnAway(request, isLimited: isLimited) }
        guard session.loop === loop else {
            services.metrics.hops.increment()
            return .later { await session.answer(request) }
        }
        let outcome = session.assumeIsolated { $0.answerNow(request) }
        if case .answered(let bytes) = outcome { return .now(bytes) }
        return .later { await session.answer(request, after: outcome) }
    }

    /// A call there is no room for: the safe plan, and a record by which its CDR is known.
    private func turnAway(_ request: StageRequest, isLimited: Bool) -> StageAnswer {
        services.metrics.refusedSessions.increment()
        let call = request.call
        var fact = RecordFact(
            tenant: call.tenant, key: call.session.rawValue, source: .decision, modifiedAt: .now,
            eventID: "0")
        fact.session = call.session
        fact.status = .failed
        fact.parties = CallParties(from: call.from.raw, to: call.to.raw)
        fact.heading = CallHeading(direction: call.origin.recordDirection, raw: call.rawDirection)
        fact.callID = call.callID
        fact.startedAt = call.startedAt ?? fact.modifiedAt
        services.keep(fact)
        return safePlan(isLimited ? .rateLimited : .overloaded, for: request.tenant)
    }

    /// The tenant's safe plan, for a request that never became a call.
    package func safePlan(_ reason: SafePlanReason, for tenant: TenantRuntime) -> StageAnswer {
        services.metrics.servedSafePlan(reason)
        return .now(tenant.snapshot.safeAnswer)
    }

    // MARK: - Facts

    /// Whether facts are taken at the moment.
    package var hasRoomForFacts: Bool { services.journal.hasRoom }

    /// Hands a switch's report to its call; `false` when no such call is known here.
    package func reported(_ report: SwitchReport, of key: SessionKey) -> Bool {
        guard let session = services.registry.session(key) else { return false }
        session.loop.execute { session.assumeIsolated { $0.reported(report) } }
        return true
    }

    /// Takes a carrier's record: into the record of the call, and to the call if it is known here.
    ///
    /// `.full` means that nothing was taken, and that the sender has to come again.
    package func recorded(
        _ detail: CallDetail, tenant: TenantID, isProvisional: Bool
    ) -> Acceptance {
        guard
            services.journal.accept(detail.fact(of: tenant, isProvisional: isProvisional))
                == .accepted
        else { return .full }
        if let token = detail.session,
            let session = services.registry.session(SessionKey(tenant: tenant, token: token))
        {
            let outcome = detail.outcome
            session.loop.execute { session.assumeIsolated { $0.recorded(outcome) } }
        }
        return .accepted
    }

    /// The session of a call on this node.
    package func session(_ key: SessionKey) -> CallSession? { services.registry.session(key) }
}

extension CallSession {
    /// Answers a request that arrived on another loop.
    func answer(_ request: StageRequest) async -> [UInt8] {
        let outcome = answerNow(request)
        if case .answered(let bytes) = outcome { return bytes }
        return await answer(request, after: outcome)
    }
}

extension CallDetail {
    /// What the carrier's record says about the call.
    package func fact(of tenant: TenantID, isProvisional: Bool) -> RecordFact {
        var fact = RecordFact(
            tenant: tenant, key: recordKey, source: .cdr,
            modifiedAt: endedAt ?? timestamp, eventID: callID)
        fact.session = session
        fact.status = outcome.status
        // What a record does not say must not undo what is known.
        if !from.isEmpty || !to.isEmpty { fact.parties = CallParties(from: from, to: to) }
        if !callID.isEmpty { fact.callID = callID }
        // A record without its timestamp reads as zero, which is no moment a call began.
        fact.startedAt = startedAt ?? (timestamp.milliseconds > 0 ? timestamp : nil)
        fact.answeredAt = answeredAt
        fact.endedAt = endedAt
        fact.duration = duration
        fact.billedSeconds = billedSeconds
        fact.outcome = outcome
        fact.rawDisposition = rawDisposition
        fact.recordingURL = recordingURL
        fact.trunk = trunk
        fact.isProvisional = isProvisional
        return fact
    }
}
