import CallControl
import Reactor
import Routing
import Telemetry
import Telephony
import Testing

@testable import CallEngine

let acme = TenantID(rawValue: 1)
let sales = GroupID(rawValue: 1)
func agentID(_ number: Int) -> AgentID { AgentID(rawValue: Int64(number)) }
func token(_ call: Int) -> SessionToken { SessionToken(rawValue: "call-\(call)") }
func key(_ call: Int) -> SessionKey { SessionKey(tenant: acme, token: token(call)) }

/// A tenant whose every call goes to a group of so many agents.
func configuration(
    agents: Int = 3, id: TenantID = acme, version: Int64 = 1, domains: [String] = ["acme.example"],
    _ change: (inout TenantConfiguration) -> Void = { _ in }
) -> TenantConfiguration {
    var configuration = TenantConfiguration(
        tenant: Tenant(
            id: id, name: "acme", version: version,
            domains: domains.map { TenantDomain(name: $0, uuid: "uuid-of-\($0)") },
            applications: domains.map { "application-of-\($0)" },
            publicBaseURL: "https://engine.example"),
        agents: (1...agents).map {
            VoiceAgent(
                id: agentID($0), name: "agent \($0)", provider: "vapi",
                serviceValue: Secret("+1202555010\($0)"))
        },
        groups: [
            AgentGroupDefinition(
                id: sales, name: "sales", strategy: .roundRobin(.init()),
                members: (1...agents).map { GroupMember(agent: agentID($0)) })
        ])
    if let everything = NumberPattern("*") {
        configuration.inboundRules = [
            InboundRule(
                id: RuleID(rawValue: 1), pattern: everything, target: .group(sales), priority: 1)
        ]
    }
    change(&configuration)
    return configuration
}

/// An engine without doors.
struct TestEngine: Sendable {
    let loops: EventLoopGroup
    let engine: CallEngine
    let journal = RecordingJournal()
    let coordinator = LocalCoordinator()
    let metrics = Metrics()

    init(
        loops count: Int, _ settings: CallEngineConfiguration, _ tenant: TenantConfiguration
    ) throws {
        loops = try EventLoopGroup(count: count)
        let directory = TenantDirectory(loops: loops, limit: settings.voiceLimit) { _ in
            Array("safe plan".utf8)
        }
        directory.install(RoutingTable(compiling: tenant))
        directory.markLoaded()
        engine = CallEngine(
            services: CallServices(
                configuration: settings, coordinator: coordinator, journal: journal,
                metrics: CallMetrics(metrics), log: .discarding),
            directory: directory, loops: loops)
    }

    var group: AgentGroup? { engine.directory.tenant(acme)?.group(sales) }

    /// Asks for instructions as a door would, on one of the loops.
    func ask(
        _ call: Int, stage: String = "1", after outcome: (RouteProgress, DialOutcome)? = nil,
        on loop: Int = 0
    ) async throws -> String {
        let request = try request(call, stage: stage, after: outcome)
        let loop = loops.loops[loop % loops.loops.count]
        let bytes: [UInt8] = await withCheckedContinuation { continuation in
            loop.execute {
                switch engine.answer(request, on: loop) {
                case .now(let bytes): continuation.resume(returning: bytes)
                case .later(let work):
                    Task(executorPreference: loop) { continuation.resume(returning: await work()) }
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Asks and reports within one turn of the first loop.
    func ask(_ call: Int, andReport stage: SwitchReport.Stage) async throws {
        let request = try request(call, stage: "1", after: nil)
        let loop = loops.loops[0]
        await withCheckedContinuation { continuation in
            loop.execute {
                _ = engine.answer(request, on: loop)
                _ = report(stage, of: call, event: "at once")
                loop.execute { continuation.resume() }
            }
        }
    }

    private func request(
        _ call: Int, stage: String, after outcome: (RouteProgress, DialOutcome)?
    ) throws -> StageRequest {
        StageRequest(
            tenant: try #require(engine.directory.tenant(acme)),
            call: IncomingCall(
                tenant: acme, session: token(call), callID: "c\(call)",
                from: PhoneAddress("441632960099"), to: PhoneAddress("7000"), origin: .inbound,
                rawDirection: "inbound", startedAt: Timestamp(milliseconds: 1_000)),
            stage: stage,
            occasion: outcome.map { .attemptEnded($0.0, $0.1) } ?? .arrived,
            renderer: PlainRenderer())
    }

    /// How far a call of the group is after some attempts on its agents, in turn.
    func progress(attempt: Int) -> RouteProgress {
        RouteProgress(
            leg: .group, attempt: attempt, turn: 0, tried: (1...attempt).map(agentID),
            groups: [sales])
    }

    func report(
        _ stage: SwitchReport.Stage, of call: Int, event: String, endedAt: Int64? = nil
    ) -> Bool {
        engine.reported(
            SwitchReport(
                stage: stage, startedAt: Timestamp(milliseconds: 1_000),
                answeredAt: nil, endedAt: endedAt.map { Timestamp(milliseconds: $0) },
                modifiedAt: Timestamp(milliseconds: 2_000), eventID: event), of: key(call))
    }

    func record(_ outcome: DialOutcome, of call: Int) {
        var detail = CallDetail(
            session: token(call), callID: "c\(call)", from: "441632960099", to: "7000",
            timestamp: Timestamp(milliseconds: 1_000), outcome: outcome, rawDisposition: "X")
        detail.endedAt = Timestamp(milliseconds: 9_000)
        #expect(engine.recorded(detail, tenant: acme, isProvisional: false) == .accepted)
    }

    /// What live sessions the gauges show, by state; empty when there are none.
    var gauges: [String: Double] {
        var gauges: [String: Double] = [:]
        for line in metrics.render().split(separator: "\n")
        where line.hasPrefix("strowger_sessions{") {
            let parts = line.split(separator: " ")
            if let value = Double(parts[1]), value != 0 { gauges[String(parts[0])] = value }
        }
        return gauges
    }

    func metric(_ name: String) -> Double? {
        metrics.render().split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}

/// Runs the body with an engine of its own.
func withEngine(
    loops: Int = 1, tenant: TenantConfiguration = configuration(),
    _ change: (inout CallEngineConfiguration) -> Void = { _ in },
    _ body: (TestEngine) async throws -> Void
) async throws {
    var settings = CallEngineConfiguration()
    change(&settings)
    let engine = try TestEngine(loops: loops, settings, tenant)
    do {
        try await body(engine)
    } catch {
        await engine.loops.shutDown()
        throw error
    }
    await engine.loops.shutDown()
}
