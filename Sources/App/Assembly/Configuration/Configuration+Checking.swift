import Foundation
import HTTP
import Postgres
import Redis
import Telephony

extension Configuration {
    /// What is wrong with settings that are of the right kind.
    func problems() -> [String] {
        var problems: [String] = []
        if !publicBaseURL.hasPrefix("http://"), !publicBaseURL.hasPrefix("https://") {
            problems.append("http.public_base_url: must begin with https:// or http://")
        }
        for (path, url) in [("postgres.url", store.url), ("postgres.owner_url", store.ownerURL)] {
            if let url, (try? PostgresConfiguration(parsing: url)) == nil {
                problems.append("\(path): cannot be read as a connection string")
            }
        }
        if store.url != nil, masterKeyFile == nil {
            problems.append("master_key_file: is needed together with postgres.url")
        }
        if let url = redis.url, (try? RedisConfiguration(url: url)) == nil {
            problems.append("redis.url: cannot be read as a Redis URL")
        }
        return problems
    }

    /// Throws with everything that is wrong with the files the settings name.
    func checkFiles() throws(SettingsError) {
        var problems: [String] = []
        if let path = masterKeyFile {
            do throws(SettingsError) { _ = try MasterKey(file: path) } catch {
                problems.append(contentsOf: error.problems)
            }
        }
        for (index, path) in tenantFiles.enumerated() {
            do throws(SettingsError) {
                _ = try TenantFile.read(path, id: TenantID(rawValue: Int64(index + 1)))
            } catch {
                problems.append(contentsOf: error.problems)
            }
        }
        if let tls = http.tls {
            for (name, path) in [
                ("certificate_file", tls.certificateFile), ("key_file", tls.privateKeyFile),
            ] where !FileManager.default.isReadableFile(atPath: path) {
                problems.append("http.tls.\(name): \(path) cannot be read")
            }
        }
        guard problems.isEmpty else { throw SettingsError(problems) }
    }
}
