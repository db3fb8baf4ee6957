import CLibpq

/// One result of libpq, freed when it goes out of scope.
///
/// The handle comes from `PQgetResult`, which gives it away: nobody else frees or uses it. Every
/// pointer into it is read before this value ends, since only the methods below touch them.
struct ResultHandle: ~Copyable {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    /// What the result says, copied.
    func fact() -> ResultFact {
        switch PQresultStatus(handle) {
        case PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            .rows(PostgresRows(storage: rows()))
        case PGRES_FATAL_ERROR, PGRES_NONFATAL_ERROR, PGRES_BAD_RESPONSE:
            .failed(error())
        case PGRES_PIPELINE_ABORTED: .skipped
        case PGRES_PIPELINE_SYNC: .synced
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: .unexpected("COPY")
        default: .unexpected("an unknown result")
        }
    }

    private func rows() -> RowStorage {
        let columnCount = PQnfields(handle)
        let rowCount = PQntuples(handle)
        let columns = (0..<columnCount).map { column in
            PQfname(handle, column).map { String(cString: $0) } ?? ""
        }
        var extents: [RowStorage.Extent] = []
        extents.reserveCapacity(Int(rowCount) * Int(columnCount))
        var length = 0
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                if PQgetisnull(handle, row, column) == 1 {
                    extents.append(.init(offset: length, length: -1))
                } else {
                    let count = Int(PQgetlength(handle, row, column))
                    extents.append(.init(offset: length, length: count))
                    length += count
                }
            }
        }
        var buffer: [UInt8] = []
        buffer.reserveCapacity(length)
        for row in 0..<rowCount {
            for column in 0..<columnCount where PQgetisnull(handle, row, column) == 0 {
                guard let value = PQgetvalue(handle, row, column) else { continue }
                buffer.append(
                    contentsOf: UnsafeRawBufferPointer(
                        start: value, count: Int(PQgetlength(handle, row, column))))
            }
        }
        return RowStorage(
            columns: columns, rowCount: Int(rowCount), buffer: buffer, extents: extents,
            tag: PQcmdStatus(handle).map { String(cString: $0) } ?? "",
            affected: PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0)
    }

    private func error() -> PostgresError {
        let state = field(Self.sqlState).map(SQLState.init(rawValue:))
        let primary =
            field(Self.primaryMessage) ?? PQresultErrorMessage(handle).map { String(cString: $0) }
        let detail = field(Self.detail).map { " (\($0))" } ?? ""
        return PostgresError(
            // Without a code it was libpq that complained, and the connection is gone.
            state == nil ? .connectionLost : .server, sqlState: state,
            constraint: field(Self.constraint), message: (primary ?? "") + detail)
    }

    private func field(_ code: UInt8) -> String? {
        PQresultErrorField(handle, Int32(code)).map { String(cString: $0) }
    }

    // The protocol's letters for the fields of an error (PG_DIAG_… in postgres_ext.h).
    private static let sqlState = UInt8(ascii: "C")
    private static let primaryMessage = UInt8(ascii: "M")
    private static let detail = UInt8(ascii: "D")
    private static let constraint = UInt8(ascii: "n")
}
