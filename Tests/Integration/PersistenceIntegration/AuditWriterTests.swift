import Foundation
import IntegrationSupport
import Postgres
import Telemetry
import Telephony
import Testing

@testable import Persistence

extension `Persistence with real servers` {
    @Suite struct `An audit writer` {
        private func writer(
            _ bench: Bench, _ change: (inout AuditWriter.Settings) -> Void = { _ in }
        ) -> AuditWriter {
            var settings = AuditWriter.Settings()
            settings.flushInterval = .milliseconds(5)
            change(&settings)
            return AuditWriter(
                pool: bench.pool, loop: bench.loop, settings: settings, log: bench.log,
                metrics: bench.metrics)
        }

        private static func audit(
            _ payload: [UInt8], session: String = "s", event: String = "cdr",
            correlation: String = "c", at moment: Timestamp = .init(milliseconds: now)
        ) -> WebhookAudit {
            WebhookAudit(
                tenant: TenantID(rawValue: 1), eventType: event, session: session,
                payload: payload, contentType: "application/json", outcome: "accepted",
                status: 200, correlationID: correlation, receivedAt: moment)
        }

        private static var now: Int64 { WallClock.nowMilliseconds() }

        @Test func `keeps every payload as it came`() async throws {
            let payloads: [(text: [UInt8], isJSON: Bool)] = [
                (Array(#"{"a": [1, 2.50, "é\u0000\ud83d\ude00"],  "a":1}"#.utf8), true),
                (Array(" [1e400]".utf8), false), (Array("[]".utf8), true),
                (Array("a=1&b=%00".utf8), false), (Array("{".utf8), false),
                ([0xFF, 0x00, 0x41], false), (Array("5".utf8), false), ([], false),
                // JSON in UTF-16.
                ([0x7B, 0x00, 0x7D, 0x00], false), (Array("{\"a\":\"\u{7}\"}".utf8), false),
                (Array(String(repeating: "[", count: 300).utf8), false),
                (
                    Array(
                        (String(repeating: "[", count: 300) + String(repeating: "]", count: 300))
                            .utf8), true
                ),
            ]
            try await Bench.run { bench in
                let writer = writer(bench)
                for (index, payload) in payloads.enumerated() {
                    writer.accept(Self.audit(payload.text, session: "\(index)"))
                }
                try await finish(writer)
                #expect(bench.metric("strowger_audits_shed_total") == 0)
                let rows = try await bench.database.withPool(
                    as: TestDatabase.owner, on: bench.loop
                ) {
                    try await $0.query(
                        """
                        SELECT payload::text, payload_raw FROM webhook_audit
                        ORDER BY session_token::int
                        """, deadline: .seconds(10))
                }
                #expect(rows.count == payloads.count)
                for (row, payload) in zip(rows, payloads) {
                    let text = try row[0].ifPresent?.text
                    let raw = try row[1].ifPresent?.bytes
                    let comment: Comment = "\(String(decoding: payload.text, as: UTF8.self))"
                    #expect(Array((text ?? "").utf8) + (raw ?? []) == payload.text, comment)
                    if payload.isJSON { #expect(text != nil, comment) }
                }
            }
        }

        @Test func `cuts what is too long and drops what does not fit`() async throws {
            try await Bench.run { bench in
                let writer = writer(bench) {
                    $0.maximumPayload = 1_000
                    $0.maximumBytes = 10_000
                }
                let clusters = String(repeating: "e\u{301}\u{302}", count: 200)
                writer.accept(
                    Self.audit(
                        Array(repeating: 0x61, count: 5_000), session: clusters, event: clusters,
                        correlation: "a\u{0}b"))
                for number in 0..<50 {
                    writer.accept(Self.audit(Array("{}".utf8), session: "\(number)"))
                }
                let shed = try #require(bench.metric("strowger_audits_shed_total"))
                #expect(shed > 0 && shed < 50)
                try await finish(writer)
                let rows = try await bench.database.sql(
                    "SELECT count(*), max(octet_length(payload_raw)) FROM webhook_audit")
                #expect(rows == "\(51 - Int(shed))|1000")
                #expect(bench.metric("strowger_audits_written_total").map { $0 + shed } == 51)
            }
        }

        @Test func `stores a batch that is sent twice once`() async throws {
            try await Bench.run { bench in
                var queue = AuditQueue(maximumBytes: 1 << 20, maximumPayload: 1_000)
                for number in 0..<20 {
                    let isTaken = queue.accept(
                        Self.audit(Array("{}".utf8), session: "\(number)"))
                    #expect(isTaken)
                }
                var batch = queue.take(20)
                for index in batch.indices { batch[index].id = UUID().uuidString }
                for _ in 0..<2 {
                    _ = try await bench.pool.query(
                        AuditStatement.statement(batch), deadline: .seconds(10))
                }
                #expect(try await bench.database.sql("SELECT count(*) FROM webhook_audit") == "20")
            }
        }

        @Test func `has its months made ahead, and counts what lies outside`() async throws {
            try await Bench.run { bench in
                let months = """
                    SELECT count(*) FROM generate_series(0, 3) AS ahead WHERE to_regclass(
                        'webhook_audit_' || to_char(
                            date_trunc('month', now() AT TIME ZONE 'UTC')
                                + make_interval(months => ahead), 'YYYY_MM')) IS NOT NULL
                    """
                #expect(try await bench.database.sql(months) == "4")
                let next = try await bench.database.sql(
                    """
                    SELECT 'webhook_audit_' || to_char(date_trunc('month',
                        now() AT TIME ZONE 'UTC') + interval '1 month', 'YYYY_MM')
                    """)
                try await bench.database.sql("DROP TABLE \(next)")
                #expect(try await bench.database.sql(months) == "3")
                let writer = writer(bench)
                writer.accept(Self.audit(Array("{}".utf8), session: "now"))
                let old = Timestamp(milliseconds: 1_000_000_000_000)
                writer.accept(Self.audit(Array("{}".utf8), session: "old", at: old))
                try await finish(writer)
                let keeper = PartitionKeeper(
                    pool: bench.pool, loop: bench.loop, log: bench.log, metrics: bench.metrics)
                try await running(keeper) {
                    let gauge = "strowger_audit_default_partition_rows"
                    let isCounted = try await eventually { bench.metric(gauge) == 1 }
                    #expect(isCounted)
                }
                #expect(try await bench.database.sql(months) == "4")
                #expect(
                    try await bench.database.sql(
                        "SELECT string_agg(session_token, ',') FROM webhook_audit_default")
                        == "old")
            }
        }
    }
}
