import CallControl
import Telephony

/// Records waiting to be written: one for each call, bounded in bytes.
///
/// Facts of one call are folded together while they wait. A batch that could not be written comes
/// back and joins what has arrived meanwhile; order does not matter.
struct RecordQueue: Sendable {
    /// The key of a record within all tenants.
    struct Key: Hashable, Sendable {
        let tenant: TenantID
        let key: String
    }

    private(set) var records: [Key: CallRecord] = [:]
    private(set) var bytes = 0
    private let maximumBytes: Int

    /// What a record is taken to weigh, beside its key: a bound on memory need not be exact.
    static let recordBytes = 2_048
    /// What one more fact of a known call is taken to add.
    static let factBytes = 128

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    /// Whether one more record would be taken.
    var hasRoom: Bool { bytes + 2 * Self.recordBytes <= maximumBytes }

    var isEmpty: Bool { records.isEmpty }

    /// Folds a fact in; `false` when there is no room for it.
    mutating func accept(_ fact: RecordFact) -> Bool {
        let key = Key(tenant: fact.tenant, key: fact.key)
        if let index = records.index(forKey: key) {
            guard bytes + Self.factBytes <= maximumBytes else { return false }
            records.values[index].apply(fact)
            bytes += Self.factBytes
            return true
        }
        let weight = Self.recordBytes + key.key.utf8.count
        guard bytes + weight <= maximumBytes else { return false }
        records[key] = CallRecord(fact)
        bytes += weight
        return true
    }

    /// Takes out up to so many records, in the order of their keys.
    ///
    /// Nodes that write the same calls at the same time then lock the rows in the same order.
    mutating func take(_ count: Int) -> [CallRecord] {
        remove(count).sorted { ($0.tenant, $0.key) < ($1.tenant, $1.key) }
    }

    private mutating func remove(_ count: Int) -> [CallRecord] {
        guard records.count > count else {
            defer {
                records.removeAll(keepingCapacity: true)
                bytes = 0
            }
            return Array(records.values)
        }
        var batch: [CallRecord] = []
        batch.reserveCapacity(count)
        let share = bytes / records.count
        // A list of its own: walking the dictionary's keys while removing would copy all of it.
        for key in Array(records.keys.prefix(count)) {
            if let record = records.removeValue(forKey: key) { batch.append(record) }
        }
        bytes = max(0, bytes - share * batch.count)
        return batch
    }

    /// Puts a batch back that could not be written.
    ///
    /// It was taken, so there is always room.
    mutating func giveBack(_ batch: [CallRecord]) {
        for record in batch {
            let key = Key(tenant: record.tenant, key: record.key)
            if let index = records.index(forKey: key) {
                records.values[index].join(record)
            } else {
                records[key] = record
                bytes += Self.recordBytes + key.key.utf8.count
            }
        }
    }
}
