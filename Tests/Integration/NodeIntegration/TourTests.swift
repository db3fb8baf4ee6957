import Foundation
import IntegrationSupport
import Testing

extension `A running node` {
    @Suite struct `On the tour of the README` {
        @Test func `a call loses its agent, gets the next one, and is recorded`() async throws {
            try await Site.with { site in
                try await NodeProcess.with(site) { node in
                    let call = SampleCall(to: Site.ladder, at: site)
                    let first = try await node.ask(call.arrival)
                    #expect(first.target == Site.targets[0])
                    #expect(first.callback.hasPrefix("/api/voice/callback/"))
                    // The same again is the same again.
                    #expect(try await node.ask(call.arrival).bytes == first.bytes)
                    let ringing = try await node.send(call.update("ringing", event: "e1"))
                    #expect(ringing.status == 200)
                    let second = try await node.ask(call.callback(of: first, "no-answer"))
                    #expect(second.target == Site.targets[1])
                    let again = try await node.ask(call.callback(of: first, "no-answer"))
                    #expect(again.bytes == second.bytes)
                    #expect(try await node.send(call.detail).status == 200)
                    let isRecorded = try await eventually {
                        try await site.completedTokens() == [call.token]
                    }
                    #expect(isRecorded)
                    let row = try await site.database.sql(
                        """
                        SELECT status, ended_by, from_number, to_number, direction, duration,
                            billsec, disposition, disposition_raw, provisional,
                            jsonb_array_length(attempts), attempts -> 0 ->> 'outcome',
                            explanation ->> 'strategy',
                            jsonb_array_length(explanation -> 'candidates'),
                            (SELECT name FROM voice_agents v WHERE v.id = r.agent_id),
                            (SELECT name FROM agent_groups g WHERE g.id = r.group_id)
                        FROM call_records r
                        """)
                    #expect(
                        row == "completed|cdr|\(call.from)|\(call.to)|inbound|65|40|answered|ANSWER"
                            + "|f|2|no_answer|priority|3|Two|Ladder")
                    let audits = "SELECT count(*), count(DISTINCT event_type) FROM webhook_audit"
                    let isAudited = try await eventually {
                        try await site.database.sql(audits) == "6|4"
                    }
                    #expect(isAudited)
                    #expect(
                        try await site.database.sql(
                            "SELECT count(*) FROM webhook_audit_default") == "0")
                    #expect(!node.child.output.contains(call.from))
                }
            }
        }

        @Test func `strangers are turned away, and unknown numbers get the safe plan`()
            async throws
        {
            try await Site.with { site in
                try await NodeProcess.with(site) { node in
                    var stranger = SampleCall(to: Site.ladder, at: site).arrival
                    stranger.key = "wrong"
                    #expect(try await node.send(stranger).status == 401)
                    stranger.key = nil
                    #expect(try await node.send(stranger).status == 401)
                    let unknown = try await node.ask(SampleCall(to: "999", at: site).arrival)
                    #expect(!unknown.isDial)
                    var broken = stranger
                    broken.key = site.key
                    broken.body = Array("{\"CallSid\":".utf8)
                    #expect(try await !node.ask(broken).isDial)
                    let forged = WebRequest(path: "/api/voice/callback/AAAA", key: site.key)
                    #expect(try await node.send(forged).status == 401)
                    // A change by hand is in force soon.
                    try await site.database.sql(
                        "UPDATE inbound_routing_rules SET pattern = '999' WHERE pattern = '2000'")
                    let isHeard = try await eventually {
                        try await node.ask(SampleCall(to: "999", at: site).arrival).isDial
                    }
                    #expect(isHeard)
                }
            }
        }
    }
}
