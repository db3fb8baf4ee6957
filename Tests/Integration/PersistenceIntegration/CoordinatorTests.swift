import CallEngine
import Foundation
import IntegrationSupport
import Reactor
import Redis
import Telemetry
import Telephony
import Testing

@testable import Persistence

extension `Persistence with real servers` {
    /// What every coordinator promises, asked of each: several nodes, or one that is all of them.
    @Suite struct `A coordinator` {
        enum Kind: String, CaseIterable, Sendable {
            case local, redis
        }

        private static func with(
            _ kind: Kind, nodes count: Int = 2,
            _ body: ([any Coordinator]) async throws -> Void
        ) async throws {
            switch kind {
            case .local:
                let one = LocalCoordinator()
                try await body((0..<count).map { _ in one })
            case .redis:
                try await RedisNodes.with(.given, count: count) { nodes in
                    try await body(nodes.coordinators)
                }
            }
        }

        static func claim(
            _ token: String, stage: String = "stage", group: GroupTurnKey? = nil
        ) -> StageClaim {
            StageClaim(
                key: SessionKey(
                    tenant: TenantID(rawValue: 1), token: SessionToken(rawValue: token)),
                stage: stage, group: group)
        }

        /// A name no other test uses, in this run or another.
        static func token() -> String { UUID().uuidString.lowercased() }

        @Test(arguments: Kind.allCases)
        func `grants a request once and repeats its answer`(kind: Kind) async throws {
            try await Self.with(kind) { nodes in
                let claim = Self.claim(Self.token())
                #expect(await nodes[0].claim(claim) == .granted(turn: nil))
                #expect(await nodes[0].claim(claim) == .underway)
                #expect(await nodes[1].claim(claim) == .underway)
                // Every byte there is, the ones a protocol might care about included.
                let answer = (0...255).map { UInt8($0) } + Array("\r\n$5\r\n".utf8)
                nodes[0].complete(claim, with: answer)
                #expect(await nodes[0].claim(claim) == .answered(answer))
                #expect(nodes[0].claimNow(claim) == .answered(answer))
                let isRepeated = try await eventually {
                    await nodes[1].claim(claim) == .answered(answer)
                }
                #expect(isRepeated)
                // By now the other node knows it without asking.
                #expect(nodes[1].claimNow(claim) == .answered(answer))
            }
        }

        @Test(arguments: Kind.allCases)
        func `keeps requests, calls and tenants apart`(kind: Kind) async throws {
            try await Self.with(kind) { nodes in
                let token = Self.token()
                let first = Self.claim(token)
                let others = [
                    Self.claim(token, stage: "another"), Self.claim(Self.token()),
                    StageClaim(
                        key: SessionKey(
                            tenant: TenantID(rawValue: 2), token: first.key.token),
                        stage: first.stage, group: nil),
                ]
                #expect(await nodes[0].claim(first) == .granted(turn: nil))
                nodes[0].complete(first, with: [1])
                for other in others {
                    #expect(await nodes[1].claim(other) == .granted(turn: nil))
                    nodes[1].complete(other, with: [2])
                }
                #expect(await nodes[0].claim(first) == .answered([1]))
            }
        }

        @Test(arguments: Kind.allCases)
        func `grants one of many that ask at once`(kind: Kind) async throws {
            try await Self.with(kind) { nodes in
                for _ in 0..<50 {
                    let claim = Self.claim(Self.token())
                    let outcomes = await withTaskGroup(of: ClaimOutcome.self) { group in
                        for index in 0..<8 {
                            group.addTask { await nodes[index % nodes.count].claim(claim) }
                        }
                        return await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(outcomes.count { $0 == .granted(turn: nil) } == 1)
                    #expect(outcomes.count { $0 == .underway } == 7)
                }
            }
        }

        @Test func `forgets a call that has left`() async throws {
            let claim = Self.claim(Self.token())
            let local = LocalCoordinator()
            #expect(await local.claim(claim) == .granted(turn: nil))
            local.complete(claim, with: [7])
            local.forget(claim.key)
            #expect(await local.claim(claim) == .granted(turn: nil))
            try await RedisNodes.with(.given, count: 2) { nodes in
                #expect(await nodes.coordinators[0].claim(claim) == .granted(turn: nil))
                nodes.coordinators[0].complete(claim, with: [7])
                nodes.coordinators[0].forget(claim.key)
                let key = RedisArgument.text(RedisCoordinator.callKey(claim.key))
                let isForgotten = try await eventually {
                    try await nodes.clients[0].command("EXISTS", key).int == 0
                }
                #expect(isForgotten)
                #expect(await nodes.coordinators[1].claim(claim) == .granted(turn: nil))
            }
        }

        @Test(arguments: Kind.allCases)
        func `gives every call of a group a turn of its own`(kind: Kind) async throws {
            try await Self.with(kind) { nodes in
                let group = GroupTurnKey(
                    tenant: TenantID(rawValue: Int64.random(in: 1..<Int64.max)),
                    group: GroupID(rawValue: 5), rotation: 0xFFFF_FFFF_FFFF_FFFF)
                let turns = try await withThrowingTaskGroup(of: [UInt64?].self) { tasks in
                    for node in nodes {
                        tasks.addTask {
                            var turns: [UInt64?] = []
                            for number in 0..<100 {
                                if number % 10 == 9 {
                                    turns.append(await node.turn(of: group))
                                    continue
                                }
                                let claim = Self.claim(Self.token(), group: group)
                                guard case .granted(let turn) = await node.claim(claim) else {
                                    Issue.record("a new claim was not granted")
                                    continue
                                }
                                turns.append(turn)
                            }
                            return turns
                        }
                    }
                    return try await tasks.reduce(into: []) { $0.append($1) }
                }
                switch kind {
                case .local:
                    // The group counts for itself.
                    #expect(turns.joined().allSatisfy { $0 == nil })
                case .redis:
                    for own in turns {
                        let drawn = own.compactMap(\.self)
                        #expect(drawn.count == 100)
                        #expect(zip(drawn, drawn.dropFirst()).allSatisfy { $0 < $1 })
                    }
                    let all = turns.joined().compactMap(\.self).sorted()
                    #expect(all == Array(0..<UInt64(all.count)))
                }
                // Another rotation starts afresh, and a repeat draws nothing.
                let next = GroupTurnKey(
                    tenant: group.tenant, group: group.group, rotation: group.rotation - 1)
                let claim = Self.claim(Self.token(), group: next)
                _ = await nodes[0].claim(claim)
                nodes[0].complete(claim, with: [1])
                _ = await nodes[0].claim(claim)
                if kind == .redis { #expect(await nodes[1].turn(of: next) == 1) }
            }
        }

        @Test func `takes over a claim whose owner went silent`() async throws {
            var settings = RedisCoordinator.Settings()
            settings.claimLease = .milliseconds(200)
            try await RedisNodes.with(.given, count: 2, settings: settings) { nodes in
                let claim = Self.claim(Self.token())
                let began = MonotonicClock.now()
                #expect(await nodes.coordinators[0].claim(claim) == .granted(turn: nil))
                #expect(await nodes.coordinators[1].claim(claim) == .underway)
                let isGranted = try await eventually {
                    await nodes.coordinators[1].claim(claim) == .granted(turn: nil)
                }
                #expect(isGranted)
                // Redis counts whole milliseconds.
                #expect(MonotonicClock.now() - began >= .milliseconds(198))
            }
        }
    }
}
