import CallEngine
import Cryptography
import HTTP
import Reactor
import Routing
import Telemetry
import Telephony
import VoiceHooks

/// The actors: making a session, and a whole request from its parsed head to its answer.
enum EngineSuite {
    static func all(on loops: EventLoopGroup) throws -> [Benchmark] {
        [try request(on: loops)]
    }

    /// Runs on the loop, where the door's requests arrive.
    private static func request(on loops: EventLoopGroup) throws -> Benchmark {
        let metrics = Metrics()
        var configuration = CallEngineConfiguration()
        configuration.maximumLiveSessions = 50_000_000
        configuration.voiceLimit.perSecond = 0
        let renderer = DocumentRenderer(seal: try CallbackSeal(key: .random(count: 32)))
        let seal = try CallbackSeal(key: .random(count: 32))
        let directory = TenantDirectory(
            loops: loops, limit: configuration.voiceLimit,
            renderSafePlan: { renderer.safeAnswer(for: $0) })
        var tenant = RoutingSuite.tenant(rules: 1_000, strategy: .roundRobin(.init()), agents: 5)
        tenant.tenant.authentication.application = .off
        directory.install(RoutingTable(compiling: tenant))
        directory.markLoaded()
        let stores = StorelessStores(metrics: metrics)
        let engine = CallEngine(
            services: CallServices(
                configuration: configuration, coordinator: LocalCoordinator(), journal: stores,
                metrics: CallMetrics(metrics), log: .discarding), directory: directory,
            loops: loops)
        let door = VoiceDoor(
            engine: engine, seal: seal,
            stores: VoiceStores(lookup: stores, audit: stores, auditMode: .off),
            metrics: metrics, log: .discarding)
        let template = RequestProbe(domain: "bench.example", called: "12000000007")
        let loop = loops.loops[0]
        let route = door.routes.first { $0.pattern == "/api/voice/application" }
        let counter = metrics.counter("calls", help: "Calls made by this benchmark.")
        return Benchmark("VoiceHooks: answer a voice request, a new session each") { iterations in
            OnLoop.run(loop) {
                for _ in 0..<iterations {
                    counter.increment()
                    guard let route, let request = template.request(UInt64(counter.value)) else {
                        return
                    }
                    blackHole(route.answer(request, loop))
                }
            }
        }
    }
}
