import Cryptography
import Foundation
import Telemetry

/// The key from which all others of an installation are derived.
///
/// Losing it loses the provider credentials in the database; changing it makes callbacks of calls
/// under way unreadable.
struct MasterKey: Sendable {
    private let key: SymmetricKey

    /// Reads 32 bytes, written in hexadecimal, from a file only its owner can read.
    init(file path: String) throws(SettingsError) {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw SettingsError(["master_key_file: \(path) cannot be read"])
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0o600
        guard mode & 0o077 == 0 else {
            throw SettingsError(["master_key_file: \(path) must not be readable by others (0600)"])
        }
        let text = String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let raw = Hex.decode(text), raw.count == 32 else {
            throw SettingsError([
                "master_key_file: \(path) must hold 32 bytes as 64 hexadecimal digits"
            ])
        }
        key = SymmetricKey(raw)
    }

    /// The configured key; without one, a key that lasts as long as the process.
    ///
    /// A database demands a real one: its credentials must be readable tomorrow.
    init(for configuration: Configuration, log: Log) throws(SettingsError) {
        if let path = configuration.masterKeyFile {
            try self.init(file: path)
        } else if configuration.store.url != nil {
            throw SettingsError(["master_key_file: is needed together with postgres.url"])
        } else {
            log.warning("no master_key_file: callbacks will not survive a restart")
            self.init(key: .random(count: 32))
        }
    }

    private init(key: SymmetricKey) { self.key = key }

    /// The key for one purpose.
    func derived(for purpose: String) throws(CryptographyError) -> SymmetricKey {
        try HKDF.derive(master: key, info: purpose)
    }

    /// The master key itself, for those who derive a key for each tenant.
    var symmetricKey: SymmetricKey { key }
}
