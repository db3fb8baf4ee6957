/// The outcome of one statement, copied out of libpq: its rows, if it has any, and its tag.
///
/// Asking for a row that is not there gives a row without columns, whose getters throw: no answer
/// of a server can trap here.
package struct PostgresRows: Sendable, RandomAccessCollection {
    let storage: RowStorage

    /// The outcome of nothing.
    static let none = PostgresRows(storage: RowStorage())

    /// How many rows the command inserted, updated, deleted or returned.
    package var affected: Int { storage.affected }
    /// The server's name for what it did, such as `INSERT 0 1`.
    package var tag: String { storage.tag }
    /// The names of the columns, in order.
    package var columns: [String] { storage.columns }

    package var startIndex: Int { 0 }
    package var endIndex: Int { storage.rowCount }

    package subscript(position: Int) -> PostgresRow {
        PostgresRow(storage: storage, row: position)
    }
}

/// One row of an outcome.
package struct PostgresRow: Sendable {
    fileprivate let storage: RowStorage
    fileprivate let row: Int

    /// The cell of a column by its name; the getters of a missing one throw.
    package subscript(name: String) -> PostgresCell {
        PostgresCell(column: name, content: storage.content(row, storage.position(of: name)))
    }

    /// The cell of a column by its place, counted from zero; the getters of a missing one throw.
    package subscript(position: Int) -> PostgresCell {
        let name =
            storage.columns.indices.contains(position) ? storage.columns[position] : "#\(position)"
        return PostgresCell(column: name, content: storage.content(row, position))
    }
}

/// All cells of one result in one buffer: two allocations for any number of rows.
final class RowStorage: Sendable {
    /// Where a cell's text lies in the buffer; a negative length is NULL.
    struct Extent: Hashable, Sendable {
        let offset: Int
        let length: Int
    }

    let columns: [String]
    let buffer: [UInt8]
    let extents: [Extent]
    let tag: String
    let affected: Int
    let rowCount: Int

    init(
        columns: [String] = [], rowCount: Int = 0, buffer: [UInt8] = [], extents: [Extent] = [],
        tag: String = "", affected: Int = 0
    ) {
        self.columns = columns
        self.rowCount = rowCount
        self.buffer = buffer
        self.extents = extents
        self.tag = tag
        self.affected = affected
    }

    func position(of name: String) -> Int? {
        columns.firstIndex(of: name)
    }

    func content(_ row: Int, _ column: Int?) -> PostgresCell.Content {
        guard let column, columns.indices.contains(column), row >= 0, row < rowCount else {
            return .missing
        }
        let place = row * columns.count + column
        guard extents.indices.contains(place) else { return .missing }
        let extent = extents[place]
        guard extent.length >= 0 else { return .null }
        return .text(buffer[extent.offset..<extent.offset + extent.length])
    }
}
