package import Telephony

/// A tenant as people write it: one JSON5 file in which things refer to each other by name.
///
/// Ids are places in the file, counted from 1; a database gives its own when the file is loaded.
/// The format is described in `docs/tenants.md`.
package struct TenantFile: Sendable {
    package let configuration: TenantConfiguration

    /// Reads a file; throws with every fault there is.
    ///
    /// Further webhook keys come from `keyFiles`.
    package static func read(
        _ path: String, id: TenantID, keyFiles: [String] = []
    ) throws(SettingsError) -> TenantFile {
        var reader = TenantFileReader(id: id, keyFiles: keyFiles)
        let configuration = reader.read(try SettingValue.file(at: path))
        guard reader.problems.isEmpty else {
            throw SettingsError(reader.problems.map { "\(path): \($0)" })
        }
        return TenantFile(configuration: configuration)
    }
}
