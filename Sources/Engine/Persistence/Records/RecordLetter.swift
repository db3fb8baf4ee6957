import CallControl
import Telephony

/// A call record as a dead letter keeps it: enough to write it by hand.
enum RecordLetter {
    private struct Letter: Encodable {
        let recordKey: String
        let sessionToken: String?
        let status: String?
        let endedBy: String?
        let from: String?
        let to: String?
        let callId: String?
        let startMs: Int64?
        let answerMs: Int64?
        let endMs: Int64?
        let duration: Int64?
        let billsec: Int64?
        let disposition: String?
    }

    static func text(of record: CallRecord) -> String {
        func clean(_ text: String?) -> String? { text.map(PlainText.clean) }
        return JSONColumn.encode(
            Letter(
                recordKey: PlainText.clean(record.key),
                sessionToken: clean(record.session?.rawValue),
                status: record.status?.value.rawValue, endedBy: record.endedBy?.value.name,
                from: clean(record.parties?.value.from), to: clean(record.parties?.value.to),
                callId: clean(record.callID?.value),
                startMs: record.startedAt?.value.milliseconds,
                answerMs: record.answeredAt?.value.milliseconds,
                endMs: record.endedAt?.value.milliseconds, duration: record.duration?.value,
                billsec: record.billedSeconds?.value,
                disposition: clean(record.rawDisposition?.value)))
    }
}
