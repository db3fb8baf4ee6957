/// One step in the shape of the database: a numbered SQL file, embedded in the program.
///
/// A file holds many statements, so it is sent by the simple query protocol. Once released it never
/// changes; its checksum is kept with its number.
package struct Migration: Sendable {
    package let number: Int
    package let name: String
    package let sql: [UInt8]

    package init(number: Int, name: String, sql: [UInt8]) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// Every step, in the order of application.
    ///
    /// A test compares this list with the folder.
    package static let all = [
        Migration(number: 1, name: "tenants", sql: PackageResources._001_tenants_sql),
        Migration(number: 2, name: "routing", sql: PackageResources._002_routing_sql),
        Migration(number: 3, name: "records", sql: PackageResources._003_records_sql),
        Migration(number: 4, name: "row_security", sql: PackageResources._004_row_security_sql),
        Migration(number: 5, name: "change_notices", sql: PackageResources._005_change_notices_sql),
    ]
}
