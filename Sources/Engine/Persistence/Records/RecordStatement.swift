import CallControl
import Postgres
import Telephony

/// The one statement that writes call records: as many rows as wanted, each moving only forward.
///
/// Idempotent and free of order: a field is taken only when its stamp is greater than the stored
/// one, so the same facts, in any order and any number of times, give the same row.
enum RecordStatement {
    /// A field of the record: its stamp's position, and the columns it governs.
    private static let fields: [[String]] = [
        ["status"], ["ended_by"], ["from_number", "to_number"], ["direction", "direction_raw"],
        ["call_id"], ["start_time"], ["answer_time"], ["end_time"], ["duration"], ["billsec"],
        ["disposition", "disposition_raw"], ["recording_url"], ["trunk"],
        ["agent_id", "group_id"], ["explanation"],
    ]

    /// Attempt by attempt, as `AttemptLog` joins them: a node that took a call over after a restart
    /// knows the attempts since then only.
    private static let joinedAttempts = """
        attempts = CASE
            WHEN r.attempts = '[]' THEN excluded.attempts
            WHEN excluded.attempts = '[]' OR excluded.attempts = r.attempts THEN r.attempts
            ELSE (
                SELECT jsonb_agg(attempt ORDER BY number) FROM (
                    SELECT (a->>'number')::bigint AS number,
                        (array_agg(a ORDER BY a->>'stamp' COLLATE "C" DESC))[1]
                            || jsonb_build_object('started_at', max(a->>'started_at')) AS attempt
                    FROM (
                        SELECT jsonb_array_elements(r.attempts)
                        UNION ALL SELECT jsonb_array_elements(excluded.attempts)) AS known (a)
                    GROUP BY 1) AS joined)
            END
        """

    private static let sql: String = {
        var assignments: [String] = []
        var stamps: [String] = []
        for (index, columns) in fields.enumerated() {
            let place = index + 1
            for column in columns {
                assignments.append(
                    "\(column) = CASE WHEN coalesce(excluded.stamps[\(place)], '') > "
                        + "coalesce(r.stamps[\(place)], '') THEN excluded.\(column) "
                        + "ELSE r.\(column) END")
            }
            stamps.append("greatest(excluded.stamps[\(place)], r.stamps[\(place)])")
        }
        return """
            INSERT INTO call_records AS r (
                tenant_id, record_key, session_token, status, ended_by, from_number, to_number,
                direction, direction_raw, call_id, start_time, answer_time, end_time, duration,
                billsec, disposition, disposition_raw, recording_url, trunk, attempts, agent_id,
                group_id, explanation, provisional, stamps)
            SELECT tenant_id, record_key, session_token, coalesce(status, 'queued'), ended_by,
                from_number, to_number, direction, direction_raw, call_id,
                coalesce(to_timestamp(start_ms / 1000.0), now()),
                to_timestamp(answer_ms / 1000.0), to_timestamp(end_ms / 1000.0), duration,
                billsec, disposition, disposition_raw, recording_url, trunk,
                coalesce(attempts, '[]'), agent_id, group_id, explanation, provisional,
                string_to_array(stamps, chr(10), '')
            FROM unnest(
                $1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[],
                $13::bigint[], $14::bigint[], $15::bigint[], $16::text[], $17::text[],
                $18::text[], $19::text[], $20::jsonb[], $21::bigint[], $22::bigint[],
                $23::jsonb[], $24::boolean[], $25::text[])
                AS n (tenant_id, record_key, session_token, status, ended_by, from_number,
                    to_number, direction, direction_raw, call_id, start_ms, answer_ms, end_ms,
                    duration, billsec, disposition, disposition_raw, recording_url, trunk,
                    attempts, agent_id, group_id, explanation, provisional, stamps)
            ON CONFLICT (tenant_id, record_key) DO UPDATE SET
                session_token = coalesce(r.session_token, excluded.session_token),
                provisional = r.provisional AND excluded.provisional,
                \(joinedAttempts),
                \(assignments.joined(separator: ",\n    ")),
                stamps = ARRAY[\(stamps.joined(separator: ", "))]
            """
    }()

    /// The statement for a batch in which no call comes twice.
    static func statement(_ batch: [CallRecord]) -> PostgresStatement {
        // What is longer than its column is cut: a record is worth more than the rest of a text.
        func texts(_ limit: Int = 255, _ value: (CallRecord) -> String?) -> PostgresValue {
            .textArray(
                batch.map { value($0).map { PlainText.cut(PlainText.clean($0), to: limit) } })
        }
        func numbers(_ value: (CallRecord) -> Int64?) -> PostgresValue {
            .intArray(batch.map(value))
        }
        return PostgresStatement(
            sql,
            [
                numbers(\.tenant.rawValue), texts(512, \.key), texts { $0.session?.rawValue },
                texts { $0.status?.value.rawValue }, texts { $0.endedBy?.value.name },
                texts { $0.parties?.value.from }, texts { $0.parties?.value.to },
                texts { $0.heading?.value.direction.rawValue }, texts { $0.heading?.value.raw },
                texts { $0.callID?.value }, numbers { $0.startedAt?.value.storable },
                numbers { $0.answeredAt?.value.storable }, numbers { $0.endedAt?.value.storable },
                numbers { $0.duration?.value }, numbers { $0.billedSeconds?.value },
                texts { $0.disposition?.value.rawValue },
                texts { $0.rawDisposition?.value }, texts(2_048) { $0.recordingURL?.value },
                texts { $0.trunk?.value },
                .jsonArray(batch.map { $0.attempts.map { RecordJSON.text(of: $0) } }),
                numbers { $0.agent?.rawValue }, numbers { $0.group?.rawValue },
                .jsonArray(batch.map { $0.explanation.map { RecordJSON.text(of: $0.value) } }),
                .boolArray(batch.map(\.isProvisional)), .textArray(batch.map(stamps)),
            ])
    }

    /// The stamps in the order of `fields`, one to a line; an empty line is no stamp.
    private static func stamps(of record: CallRecord) -> String {
        let stamps = [
            record.status?.stamp, record.endedBy?.stamp, record.parties?.stamp,
            record.heading?.stamp, record.callID?.stamp, record.startedAt?.stamp,
            record.answeredAt?.stamp, record.endedAt?.stamp, record.duration?.stamp,
            record.billedSeconds?.stamp, record.rawDisposition?.stamp,
            record.recordingURL?.stamp, record.trunk?.stamp, record.attempts?.stamp,
            record.explanation?.stamp,
        ]
        return stamps.map { $0?.storable ?? "" }.joined(separator: "\n")
    }
}

extension Stamp {
    /// The stamp as a column holds it: on one line, without NUL, and not longer than it need be.
    var storable: String {
        let text = PlainText.cut(sortable, to: 256)
        guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }
}

extension Timestamp {
    /// The moment if the database can hold it; what lies beyond is no time of a call.
    var storable: Int64? {
        (0...253_402_300_799_000).contains(milliseconds) ? milliseconds : nil
    }
}

/// Text as PostgreSQL takes it: without NUL, which no text column can hold.
enum PlainText {
    static func clean(_ text: String) -> String {
        text.utf8.contains(0) ? text.replacing("\u{0}", with: "\u{FFFD}") : text
    }

    /// The beginning of a text, counted as PostgreSQL counts: in code points.
    static func cut(_ text: String, to count: Int) -> String {
        guard text.utf8.count > count, text.unicodeScalars.count > count else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(count)))
    }
}
