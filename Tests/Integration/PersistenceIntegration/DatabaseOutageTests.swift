import Foundation
import IntegrationSupport
import Persistence
import Postgres
import Supervision
import Telemetry
import Telephony
import Testing

extension `Persistence with real servers` {
    @Suite struct `While PostgreSQL is away` {
        @Test func `facts wait, and are written once when it is back`() async throws {
            try await TestStores.withOwn { stores in
                try await Bench.run(stores) { bench in
                    let tenant = try await bench.makeTenant()
                    var settings = RecordWriter.Settings()
                    settings.flushInterval = .milliseconds(5)
                    settings.batchSize = 100
                    let records = RecordWriter(
                        pool: bench.pool, loop: bench.loop, settings: settings, log: bench.log,
                        metrics: bench.metrics)
                    let audits = AuditWriter(
                        pool: bench.pool, loop: bench.loop, settings: AuditWriter.Settings(),
                        log: bench.log, metrics: bench.metrics)
                    let store = CallRecordStore(pool: bench.pool, deadline: .milliseconds(500))
                    let known = SessionToken(rawValue: "call-0")
                    try await running(records) {
                        try await running(audits) {
                            accept(0..<500, of: tenant, records, audits)
                            try await stores.pause(.postgres)
                            #expect(await store.hasRecord(of: known, tenant: tenant) == nil)
                            accept(500..<1_000, of: tenant, records, audits)
                            let areHeld = try await eventually {
                                records.waiting.records >= 500 && !bench.pool.isAvailable
                            }
                            #expect(areHeld)
                            try await stores.resume(.postgres)
                            let began = MonotonicClock.now()
                            // Facts that come while the waiting ones are being written.
                            accept(900..<1_000, of: tenant, records, audits)
                            let areWritten = try await eventually {
                                try await bench.database.sql("SELECT count(*) FROM call_records")
                                    == "1000" && records.waiting.records == 0
                            }
                            print(
                                "records: all written \((MonotonicClock.now() - began).text) after "
                                    + "PostgreSQL was back")
                            #expect(areWritten)
                            #expect(await store.hasRecord(of: known, tenant: tenant) == true)
                        }
                    }
                    try await check(bench)
                    try await stopUnwritten(stores, bench)
                }
            }
        }

        /// A writer that has to stop says what it could not write, and loses nothing of it.
        private func stopUnwritten(_ stores: TestStores, _ bench: Bench) async throws {
            let tenant = try await bench.makeTenant("second")
            var settings = RecordWriter.Settings()
            settings.lastFlush = .milliseconds(300)
            let records = RecordWriter(
                pool: bench.pool, loop: bench.loop, settings: settings, log: bench.log,
                metrics: bench.metrics)
            try await stores.pause(.postgres)
            #expect(records.accept(RecordFacts.firstDecision("call", tenant)) == .accepted)
            try await finish(records)
            #expect(records.waiting.records == 1)
            #expect(
                bench.sink.lines.contains {
                    $0.contains("records could not be written before the end")
                })
            try await stores.resume(.postgres)
            let isBack = try await eventually { bench.pool.isAvailable }
            #expect(isBack)
            try await finish(records)
            #expect(records.waiting.records == 0)
        }

        private func accept(
            _ numbers: Range<Int>, of tenant: TenantID, _ records: RecordWriter,
            _ audits: AuditWriter
        ) {
            for number in numbers {
                for fact in RecordFacts.call("call-\(number)", of: tenant) {
                    _ = records.accept(fact)
                }
                audits.accept(
                    WebhookAudit(
                        tenant: tenant, eventType: "cdr", session: "call-\(number)",
                        payload: Array("{}".utf8), contentType: "application/json",
                        outcome: "accepted", status: 200, correlationID: UUID().uuidString,
                        receivedAt: .init(milliseconds: WallClock.nowMilliseconds())))
            }
        }

        private func check(_ bench: Bench) async throws {
            #expect(
                try await bench.database.sql(
                    """
                    SELECT count(*), count(DISTINCT record_key), min(status), max(status)
                    FROM call_records
                    """) == "1000|1000|completed|completed")
            #expect(try await bench.database.sql("SELECT count(*) FROM dead_letters") == "0")
            // A hundred came twice.
            #expect(
                try await bench.database.sql(
                    "SELECT count(*), count(DISTINCT correlation_id) FROM webhook_audit")
                    == "1100|1100")
            #expect(bench.metric("strowger_audits_shed_total") == 0)
        }
    }
}
