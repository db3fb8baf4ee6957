import Foundation
import IntegrationSupport
import Telemetry
import Testing

extension `A running node` {
    @Suite struct `Killed in the middle of calls` {
        @Test func `goes on with each from its callback alone`() async throws {
            try await Site.with { site in
                var first: [(call: SampleCall, document: Document)] = []
                try await NodeProcess.with(site) { node in
                    for _ in 0..<50 {
                        let call = SampleCall(to: Site.ladder, at: site)
                        let document = try await node.ask(call.arrival)
                        #expect(document.target == Site.targets[0])
                        first.append((call, document))
                    }
                    node.child.signal(SIGKILL)
                    #expect(await node.child.wait() == 128 + SIGKILL)
                }
                let began = MonotonicClock.now()
                try await NodeProcess.with(site) { node in
                    print("restart: ready \((MonotonicClock.now() - began).text) after the kill")
                    for (call, document) in first {
                        let second = try await node.ask(call.callback(of: document, "busy"))
                        #expect(second.target == Site.targets[1])
                        let third = try await node.ask(call.callback(of: second, "failed"))
                        #expect(third.target == Site.targets[2])
                        let end = try await node.ask(call.callback(of: third, "completed"))
                        #expect(!end.isDial)
                        #expect(try await node.send(call.detail).status == 200)
                    }
                    let areRecorded = try await eventually {
                        try await site.completedTokens() == first.map(\.call.token).sorted()
                    }
                    #expect(areRecorded)
                    let attempts = try await site.database.sql(
                        """
                        SELECT DISTINCT status, ended_by, from_number, provisional,
                            (SELECT string_agg(a ->> 'outcome', ',' ORDER BY a ->> 'number')
                                FROM jsonb_array_elements(attempts) a)
                        FROM call_records
                        """)
                    #expect(attempts == "completed|cdr|12125550100|f|busy,failed,answered")
                    print("restart: \(first.count) calls went on from their callbacks")
                }
            }
        }

        @Test func `refuses callbacks sealed with another key`() async throws {
            try await Site.with { site in
                try await Site.with { other in
                    try other.write("master.key", String(repeating: "f", count: 64))
                    let call = SampleCall(to: Site.ladder, at: site)
                    var document: Document?
                    try await NodeProcess.with(site) { document = try await $0.ask(call.arrival) }
                    let known = try #require(document)
                    // The other site's canary belongs to its first key.
                    try await other.database.sql("DELETE FROM key_canary")
                    try await other.database.sql("DELETE FROM agent_group_memberships")
                    try await other.database.sql("DELETE FROM voice_agents")
                    try await NodeProcess.with(other) { node in
                        let reply = try await node.send(call.callback(of: known, "busy"))
                        #expect(reply.status == 401)
                    }
                }
            }
        }
    }
}
