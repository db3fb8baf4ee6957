import CallEngine
import Foundation
import IntegrationSupport
import Persistence
import Redis
import Telemetry
import Telephony
import Testing

extension `Persistence with real servers` {
    @Suite struct `While Redis is away` {
        private static let group = GroupTurnKey(
            tenant: TenantID(rawValue: 1), group: GroupID(rawValue: 1), rotation: 1)

        private static func claim() -> StageClaim {
            `A coordinator`.claim(`A coordinator`.token(), group: group)
        }

        /// Whether the node shares its decisions now: a turn comes from Redis alone.
        private static func isShared(_ node: any Coordinator) async -> Bool {
            guard case .granted(let turn?) = await node.claim(claim()) else { return false }
            return turn > 0
        }

        @Test func `a node decides alone within the deadline, and shares again later`()
            async throws
        {
            try await TestStores.withOwn { stores in
                var settings = RedisCoordinator.Settings()
                settings.deadline = .milliseconds(250)
                try await RedisNodes.with(stores, count: 2, settings: settings) { nodes in
                    for node in nodes.coordinators {
                        let isShared = try await eventually { await Self.isShared(node) }
                        #expect(isShared)
                    }
                    // Silent: connected, and without an answer.
                    try stores.freezeRedis()
                    let slowest = try await decideAlone(nodes)
                    print("coordination: slowest decision beside a silent Redis \(slowest.text)")
                    try stores.thawRedis()
                    for node in nodes.coordinators {
                        let isShared = try await eventually { await Self.isShared(node) }
                        #expect(isShared)
                    }
                    // Gone: the connection is refused.
                    try await stores.pause(.redis)
                    let slowestGone = try await decideAlone(nodes)
                    print("coordination: slowest decision without a Redis \(slowestGone.text)")
                    try await stores.resume(.redis)
                    for node in nodes.coordinators {
                        let isShared = try await eventually { await Self.isShared(node) }
                        #expect(isShared)
                    }
                }
            }
        }

        @Test func `a decision waits for a silent Redis once`() async throws {
            try await TestStores.withOwn { stores in
                var settings = RedisCoordinator.Settings()
                settings.deadline = .seconds(1)
                try await RedisNodes.with(stores, count: 1, settings: settings) { nodes in
                    let node = nodes.coordinators[0]
                    try stores.freezeRedis()
                    #expect(await node.claim(Self.claim()) == .granted(turn: nil))
                    #expect(nodes.clients[0].isAvailable)
                    let began = MonotonicClock.now()
                    #expect(await node.turn(of: Self.group) == nil)
                    #expect(MonotonicClock.now() - began < .milliseconds(900))
                    try stores.thawRedis()
                    let isShared = try await eventually { await Self.isShared(node) }
                    #expect(isShared)
                }
            }
        }

        /// Every request is granted once and repeated on the node that answered it.
        private func decideAlone(_ nodes: RedisNodes) async throws -> Duration {
            var slowest = Duration.zero
            for number in 0..<50 {
                let node = nodes.coordinators[number % 2]
                let claim = Self.claim()
                let began = MonotonicClock.now()
                var outcome = node.claimNow(claim)
                if outcome == nil { outcome = await node.claim(claim) }
                slowest = max(slowest, MonotonicClock.now() - began)
                #expect(outcome == .granted(turn: nil))
                node.complete(claim, with: [UInt8(number)])
                #expect(await node.claim(claim) == .answered([UInt8(number)]))
            }
            // The deadline, and what a busy machine adds.
            #expect(slowest < .seconds(2))
            for client in nodes.clients { #expect(!client.isAvailable) }
            return slowest
        }

        @Test func `nothing is lost when its scripts are`() async throws {
            try await TestStores.withOwn { stores in
                try await RedisNodes.with(stores, count: 2) { try await loseScripts($0) }
            }
        }

        private func loseScripts(_ nodes: RedisNodes) async throws {
            for _ in 0..<5 {
                let claim = `A coordinator`.claim(`A coordinator`.token())
                #expect(await nodes.coordinators[0].claim(claim) == .granted(turn: nil))
                _ = try await nodes.clients[1].command("SCRIPT", "FLUSH")
                #expect(await nodes.coordinators[1].claim(claim) == .underway)
                _ = try await nodes.clients[1].command("SCRIPT", "FLUSH")
                nodes.coordinators[0].complete(claim, with: [3])
                let isRepeated = try await eventually {
                    await nodes.coordinators[1].claim(claim) == .answered([3])
                }
                #expect(isRepeated)
            }
            #expect(nodes.metrics.render().contains("strowger_coordination_alone_total 0"))
        }
    }
}
