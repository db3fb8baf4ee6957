import CallEngine
import IntegrationSupport
import Persistence
import Reactor
import Redis
import Supervision
import Telemetry
import Telephony
import Testing

/// Coordinators as several nodes have them: each with a client and a memory of its own.
struct RedisNodes: Sendable {
    let coordinators: [any Coordinator]
    let clients: [RedisClient]
    let metrics: Metrics

    static func with(
        _ stores: TestStores, count: Int, settings: RedisCoordinator.Settings? = nil,
        _ body: (RedisNodes) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "coordination")
        let metrics = Metrics()
        do {
            var configuration = try RedisConfiguration(url: stores.redis)
            configuration.longestPause = .milliseconds(200)
            var patient = RedisCoordinator.Settings()
            // Correctness is asked for here, on a machine that does much else.
            patient.deadline = .seconds(10)
            let clients = try (0..<count).map { _ in
                try RedisClient(
                    configuration: configuration, scripts: RedisCoordinator.scripts, loop: loop,
                    log: .discarding, metrics: metrics)
            }
            let coordinators = clients.map {
                RedisCoordinator(
                    redis: $0, local: LocalCoordinator(), settings: settings ?? patient,
                    log: .discarding, metrics: metrics)
            }
            let nodes = RedisNodes(
                coordinators: coordinators, clients: clients, metrics: metrics)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in clients { group.addTask { try await client.run() } }
                for coordinator in coordinators { group.addTask { try await coordinator.run() } }
                defer { group.cancelAll() }
                for client in clients {
                    try #require(await client.reaches(.closed, within: .seconds(20)))
                }
                try await body(nodes)
            }
            await loop.shutDown()
        } catch {
            await loop.shutDown()
            throw error
        }
    }
}
