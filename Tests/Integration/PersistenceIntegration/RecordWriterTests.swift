import Foundation
import IntegrationSupport
import Persistence
import Telemetry
import Telephony
import Testing

extension `Persistence with real servers` {
    @Suite struct `A record writer` {
        private func writer(
            _ bench: Bench, _ change: (inout RecordWriter.Settings) -> Void = { _ in }
        ) -> RecordWriter {
            var settings = RecordWriter.Settings()
            settings.flushInterval = .milliseconds(5)
            change(&settings)
            return RecordWriter(
                pool: bench.pool, loop: bench.loop, settings: settings, log: bench.log,
                metrics: bench.metrics)
        }

        /// What `call_records` says of a call, but for its name and when it was written.
        private static let content = """
            to_jsonb(r) - ARRAY['id', 'record_key', 'session_token', 'created_at', 'updated_at']
            """

        @Test func `makes one row of a call's facts, in any order and any number of flushes`()
            async throws
        {
            try await Bench.run { bench in
                let tenant = try await bench.makeTenant()
                var calls: [[[RecordFact]]] = []
                for (order, places) in permutations(of: Array(0..<5)).enumerated() {
                    for (cut, pieces) in splits(of: places).enumerated() {
                        let facts = RecordFacts.call("call-\(order)-\(cut)", of: tenant)
                        calls.append(pieces.map { $0.map { facts[$0] } })
                    }
                }
                #expect(calls.count == 120 * 16)
                let began = MonotonicClock.now()
                for round in 0..<5 {
                    // A writer of its own for each flush, so that nothing is folded in memory.
                    let writer = writer(bench)
                    for pieces in calls where pieces.indices.contains(round) {
                        for fact in pieces[round] {
                            try #require(writer.accept(fact) == .accepted)
                        }
                    }
                    try await finish(writer)
                    #expect(writer.waiting.records == 0)
                }
                let time = MonotonicClock.now() - began
                print("records: \(calls.count) orders and splits of a call in \(time.text)")
                let rows = try await bench.database.sql(
                    "SELECT count(*), count(DISTINCT \(Self.content)) FROM call_records r")
                #expect(rows == "\(calls.count)|1")
                let row = try await bench.database.sql(
                    """
                    SELECT status, ended_by, from_number, to_number, direction, direction_raw,
                        call_id, start_time = to_timestamp(1790000000.123),
                        answer_time = to_timestamp(1790000024.123),
                        end_time = to_timestamp(1790000060.623), duration, billsec, disposition,
                        disposition_raw, recording_url, trunk, agent_id, group_id,
                        jsonb_array_length(attempts), attempts -> 0 ->> 'outcome',
                        explanation ->> 'configuration_version', provisional
                    FROM call_records LIMIT 1
                    """)
                #expect(
                    row == "completed|cdr|+1 212 555 0100|12125550198|inbound|inbound|call@host|t|t"
                        + "|t|60|0|answered|ANSWER|https://recordings.example/1|12|4|7|2|no_answer"
                        + "|5|f")
            }
        }

        @Test func `writes five thousand calls and stops when all are written`() async throws {
            try await Bench.run { bench in
                let tenant = try await bench.makeTenant()
                let writer = writer(bench)
                let began = MonotonicClock.now()
                for number in 0..<5_000 {
                    for fact in RecordFacts.call("call-\(number)", of: tenant) {
                        try #require(writer.accept(fact) == .accepted)
                    }
                }
                try await finish(writer)
                print("records: 5000 calls of 5 facts in \((MonotonicClock.now() - began).text)")
                #expect(writer.waiting.records == 0)
                #expect(
                    try await bench.database.sql(
                        "SELECT count(*), count(DISTINCT record_key), min(status) FROM call_records"
                    ) == "5000|5000|completed")
                #expect(bench.metric("strowger_records_written_total") == 5_000)
                #expect(
                    try await bench.database.sql("SELECT count(*) FROM dead_letters") == "0")
            }
        }

        @Test func `isolates what the database refuses, and writes its neighbours`() async throws {
            try await Bench.run { bench in
                let tenant = try await bench.makeTenant()
                let writer = writer(bench) { $0.batchSize = 100 }
                for number in 0..<100 {
                    var fact = RecordFacts.firstDecision("call-\(number)", tenant)
                    switch number {
                    case 17:
                        fact.parties = CallParties(from: "a\u{0}b\\\"'{}", to: "")
                        fact.callID = "\u{0}"
                    case 42, 43:
                        fact.parties = CallParties(
                            from: String(repeating: "9", count: 256), to: "secret \u{0} number")
                    case 44:
                        fact.parties = CallParties(
                            from: "x", to: String(repeating: "ü", count: 255))
                    case 45: fact.startedAt = Timestamp(milliseconds: .max)
                    case 46: fact.duration = .max
                    default: break
                    }
                    try #require(writer.accept(fact) == .accepted)
                }
                // Of a tenant that has gone meanwhile.
                let gone = TenantID(rawValue: tenant.rawValue + 1)
                try #require(writer.accept(RecordFacts.firstDecision("gone", gone)) == .accepted)
                try await finish(writer)
                #expect(writer.waiting.records == 0)
                #expect(try await bench.database.sql("SELECT count(*) FROM call_records") == "100")
                // A text longer than its column loses its end, and the record nothing else.
                #expect(
                    try await bench.database.sql(
                        "SELECT length(from_number) FROM call_records WHERE record_key = 'call-42'")
                        == "255")
                #expect(
                    try await bench.database.sql(
                        """
                        SELECT from_number, call_id FROM call_records
                        WHERE record_key = 'call-17'
                        """) == "a\u{FFFD}b\\\"'{}|\u{FFFD}")
                let letters = try await bench.database.sql(
                    """
                    SELECT payload ->> 'record_key', sqlstate, kind, tenant_id
                    FROM dead_letters ORDER BY 1
                    """)
                #expect(letters == "gone|23503|call_record|\(gone)")
                #expect(bench.metric("strowger_dead_letters_total") == 1)
                // The log says that a row was refused, and not whose.
                #expect(!bench.sink.lines.contains { $0.contains("secret") })
            }
        }

        @Test func `takes facts until its bound, and refuses what is more`() async throws {
            try await Bench.run { bench in
                let tenant = try await bench.makeTenant()
                let writer = writer(bench) { $0.maximumBytes = 20_000 }
                let answers = (0..<50).map {
                    writer.accept(RecordFacts.firstDecision("call-\($0)", tenant))
                }
                let taken = answers.count { $0 == .accepted }
                #expect((5...20).contains(taken))
                #expect(answers.suffix(30).allSatisfy { $0 == .full })
                #expect(
                    bench.metric("strowger_records_refused_total") == Double(50 - taken))
                try await finish(writer)
                #expect(
                    try await bench.database.sql("SELECT count(*) FROM call_records")
                        == "\(taken)")
                #expect(writer.waiting == (0, 0))
                #expect(
                    writer.accept(RecordFacts.firstDecision("call-49", tenant)) == .accepted)
            }
        }

        @Test func `does not mind other nodes that write the same calls`() async throws {
            try await Bench.run { bench in
                let tenant = try await bench.makeTenant()
                let writers = (0..<3).map { _ in writer(bench) { $0.batchSize = 50 } }
                for number in 0..<1_000 {
                    for fact in RecordFacts.call("call-\(number)", of: tenant).shuffled() {
                        for writer in writers { _ = writer.accept(fact) }
                    }
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in writers { group.addTask { try await finish(writer) } }
                    try await group.waitForAll()
                }
                #expect(
                    try await bench.database.sql(
                        "SELECT count(*), count(DISTINCT \(Self.content)) FROM call_records r")
                        == "1000|1")
                #expect(bench.metric("strowger_record_flushes_retried_total") == 0)
            }
        }

        @Test func `is asked whether a call is known`() async throws {
            try await Bench.run { bench in
                let tenant = try await bench.makeTenant()
                let writer = writer(bench)
                _ = writer.accept(RecordFacts.firstDecision("known", tenant))
                try await finish(writer)
                let store = CallRecordStore(pool: bench.pool, deadline: .seconds(10))
                let other = TenantID(rawValue: tenant.rawValue + 1)
                func ask(_ token: String, _ tenant: TenantID) async -> Bool? {
                    await store.hasRecord(of: SessionToken(rawValue: token), tenant: tenant)
                }
                #expect(await ask("known", tenant) == true)
                #expect(await ask("unknown", tenant) == false)
                #expect(await ask("known", other) == false)
                #expect(await ask("a\u{0}b", tenant) == false)
            }
        }
    }
}
