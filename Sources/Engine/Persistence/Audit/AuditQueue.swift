import Telephony

/// Audits waiting to be written, bounded in bytes.
struct AuditQueue: Sendable {
    /// An entry with the key under which it is stored once, however often it is sent.
    struct Entry: Sendable {
        let audit: WebhookAudit
        /// Made when the entry is first taken, away from the calls.
        var id: String?
    }

    private var entries: [Entry] = []
    private(set) var bytes = 0
    private let maximumBytes: Int
    private let maximumPayload: Int

    /// What an entry weighs beside its payload.
    private static let entryBytes = 256

    init(maximumBytes: Int, maximumPayload: Int) {
        self.maximumBytes = maximumBytes
        self.maximumPayload = maximumPayload
    }

    var isEmpty: Bool { entries.isEmpty }

    /// `false` when there is no room.
    mutating func accept(_ entry: WebhookAudit) -> Bool {
        let entry = entry.payload.count > maximumPayload ? entry.cut(to: maximumPayload) : entry
        let weight = Self.weight(of: entry)
        guard bytes + weight <= maximumBytes else { return false }
        entries.append(Entry(audit: entry))
        bytes += weight
        return true
    }

    mutating func take(_ count: Int) -> [Entry] {
        let batch: [Entry]
        if entries.count <= count {
            batch = entries
            entries = []
            bytes = 0
        } else {
            batch = Array(entries[..<count])
            entries.removeFirst(count)
            bytes -= batch.reduce(0) { $0 + Self.weight(of: $1.audit) }
        }
        return batch
    }

    /// Puts back what could not be written, as far as there is room; returns how many were dropped.
    mutating func giveBack(_ batch: [Entry]) -> Int {
        var kept: [Entry] = []
        for entry in batch {
            let weight = Self.weight(of: entry.audit)
            guard bytes + weight <= maximumBytes else { break }
            bytes += weight
            kept.append(entry)
        }
        entries.insert(contentsOf: kept, at: 0)
        return batch.count - kept.count
    }

    private static func weight(of entry: WebhookAudit) -> Int {
        entry.payload.count + entryBytes
    }
}

extension WebhookAudit {
    /// The same entry with a shorter payload.
    func cut(to count: Int) -> WebhookAudit {
        WebhookAudit(
            tenant: tenant, eventType: eventType, session: session,
            payload: Array(payload.prefix(count)), contentType: contentType, outcome: outcome,
            status: status, correlationID: correlationID, receivedAt: receivedAt)
    }
}
