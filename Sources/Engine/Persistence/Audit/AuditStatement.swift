import Foundation
import Postgres
import Telephony

/// The one statement that writes audits: as many rows as wanted.
///
/// A batch whose answer was lost with its connection is sent again; what is there already stays once.
enum AuditStatement {
    private static let sql = """
        INSERT INTO webhook_audit (
            id, tenant_id, received_at, event_type, session_token, correlation_id, content_type,
            payload, payload_raw, outcome, status, processed_at)
        SELECT id, tenant_id, to_timestamp(received_ms / 1000.0), event_type, session_token,
            correlation_id, content_type, payload, payload_raw, outcome, status, now()
        FROM unnest(
            $1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
            $7::json[], $8::bytea[], $9::text[], $10::bigint[], $11::uuid[])
            AS n (tenant_id, received_ms, event_type, session_token, correlation_id,
                content_type, payload, payload_raw, outcome, status, id)
        ON CONFLICT DO NOTHING
        """

    static func statement(_ entries: [AuditQueue.Entry]) -> PostgresStatement {
        let batch = entries.map(\.audit)
        let payloads = batch.map { Payload($0.payload) }
        func texts(_ value: (WebhookAudit) -> String, atMost limit: Int = 255) -> PostgresValue {
            .textArray(batch.map { PlainText.clean(PlainText.cut(value($0), to: limit)) })
        }
        return PostgresStatement(
            sql,
            [
                .intArray(batch.map { $0.tenant?.rawValue }),
                .intArray(batch.map(\.receivedAt.storable)), texts(\.eventType, atMost: 100),
                texts(\.session), texts(\.correlationID), texts(\.contentType),
                .jsonArray(payloads.map(\.json)), .bytesArray(payloads.map(\.raw)),
                texts(\.outcome, atMost: 100), .intArray(batch.map { Int64($0.status) }),
                .textArray(entries.map(\.id)),
            ])
    }

    /// A payload as JSON when it is that, else as bytes.
    private struct Payload {
        var json: String?
        var raw: [UInt8]?

        init(_ bytes: [UInt8]) {
            guard !bytes.isEmpty else { return }
            // A body in UTF-16 is JSON too, but no text the column could hold.
            let isPlain = !bytes.contains(0)
            let isObject = bytes.first { $0 > 0x20 }.map { $0 == 0x7B || $0 == 0x5B } ?? false
            if isPlain, isObject, (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil,
                let text = String(validating: bytes, as: UTF8.self)
            {
                json = text
            } else {
                raw = bytes
            }
        }
    }
}
