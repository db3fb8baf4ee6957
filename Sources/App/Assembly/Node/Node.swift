import CallEngine
import Foundation
import HTTP
import Operations
import Reactor
import Routing
import Supervision
import Synchronization
import Telemetry
import Telephony
import VoiceHooks

/// One running node: every part of it, wired.
///
/// The supervision tree is the list in `tree`; it is started in that order and stopped backwards, so
/// that the doors close first and the stores last.
struct Node {
    let configuration: Configuration
    let log: Log
    let metrics: Metrics
    let loops: EventLoopGroup
    let engine: CallEngine
    let stores: NodeStores
    let readiness: Readiness
    let router: HTTPRouter

    init(_ configuration: Configuration, log: Log, metrics: Metrics) throws {
        self.configuration = configuration
        self.log = log
        self.metrics = metrics
        let count =
            configuration.loops > 0
            ? configuration.loops : max(1, ProcessInfo.processInfo.activeProcessorCount)
        loops = try EventLoopGroup(count: count, log: log.labeled("reactor"), metrics: metrics)
        let masterKey = try MasterKey(for: configuration, log: log)
        let seal = try CallbackSeal(key: masterKey.derived(for: "strowger callback token 1"))
        let renderer = DocumentRenderer(seal: seal)
        let directory = TenantDirectory(
            loops: loops, limit: configuration.calls.voiceLimit,
            renderSafePlan: { renderer.safeAnswer(for: $0) })
        stores = try NodeStores(
            .init(
                configuration: configuration, masterKey: masterKey, directory: directory,
                loops: loops, log: log, metrics: metrics))
        engine = CallEngine(
            services: CallServices(
                configuration: configuration.calls, coordinator: stores.coordinator,
                journal: stores.journal, metrics: CallMetrics(metrics),
                log: log.labeled("calls")),
            directory: directory, loops: loops)
        let door = VoiceDoor(
            engine: engine, seal: seal,
            stores: VoiceStores(
                lookup: stores.lookup, audit: stores.audit,
                auditMode: configuration.audit.mode),
            metrics: metrics, log: log.labeled("voice"))
        readiness = Readiness(
            [
                Readiness.Condition("configuration loaded", isRequired: true) {
                    directory.isLoaded
                }
            ] + stores.conditions)
        let operations = OperationsDoor(readiness: readiness, metrics: metrics)
        router = try HTTPRouter(door.routes + operations.routes)
    }

    /// What restarts what, and in which order.
    func tree(onListening: @escaping @Sendable (Int) -> Void) -> Supervisor {
        let seldom = RestartPolicy(atMost: 5, within: .seconds(60))
        let (configuration, engine, log, loops) = (configuration, engine, log, loops)
        let (metrics, router) = (metrics, router)
        return Supervisor(
            name: "engine",
            children: stores.children + [
                ChildSpecification("calls", policy: seldom) { engine },
                ChildSpecification(
                    "http", policy: seldom,
                    stopWithin: configuration.http.deadlines.drain + .seconds(2)
                ) {
                    HTTPServer(
                        configuration: configuration.http, router: router, loops: loops,
                        log: log.labeled("http"), metrics: metrics, onListening: onListening)
                },
            ],
            log: log.labeled("supervision"), metrics: metrics)
    }
}
