/// Where a server is and how to log in to it.
package struct PostgresConfiguration: Hashable, Sendable {
    /// A name, an address, or the folder of a Unix socket; several may follow each other by commas.
    package var host: String = "/var/run/postgresql"
    /// One port, or as many as there are hosts, by commas.
    package var port: String = "5432"
    /// `nil` means a database named like the user.
    package var database: String?
    /// `nil` means the user the process runs as.
    package var user: String?
    package var password: PostgresPassword?
    /// libpq's `sslmode`; `nil` means its own default, `prefer`.
    package var sslMode: String?
    package var applicationName: String = "strowger"
    /// How long one attempt to connect may take, the name look-up included.
    package var connectTimeout: Duration = .seconds(5)
    /// Any other setting libpq knows, such as `sslrootcert` or `target_session_attrs`.
    ///
    /// `options` has what the session starts with; given, it replaces ours, which a server older
    /// than version 14 does not know.
    package var options: [String: String] = [:]

    package init() {}
}

extension PostgresConfiguration {
    /// One way to the server, before its name is resolved.
    struct Endpoint: Hashable, Sendable {
        let host: String
        let port: String

        /// A host that starts with a slash, or `@` for the abstract namespace, is a Unix socket.
        var isSocket: Bool { host.hasPrefix("/") || host.hasPrefix("@") }
    }

    /// The hosts with their ports; a single port serves all, as libpq has it.
    var endpoints: [Endpoint] {
        let hosts = host.split(separator: ",", omittingEmptySubsequences: false)
        let ports = port.split(separator: ",", omittingEmptySubsequences: false)
        return hosts.enumerated().map { index, host in
            let port = ports.count == 1 ? ports.first : ports.dropFirst(index).first
            return Endpoint(
                host: host.isEmpty ? "localhost" : String(host),
                port: port.flatMap { $0.isEmpty ? nil : String($0) } ?? "5432")
        }
    }

    /// What libpq is told, once names have become addresses.
    ///
    /// Nothing here may make libpq wait: `hostaddr` spares it the name look-up, and GSSAPI, which
    /// asks a Kerberos server synchronously, stays off unless it was asked for.
    func parameters(for routes: [Route]) -> [(keyword: String, value: String)] {
        var settings = options
        settings["hostaddr"] = nil
        for (keyword, value) in Self.defaults where settings[keyword] == nil {
            settings[keyword] = value
        }
        settings["host"] = routes.map(\.endpoint.host).joined(separator: ",")
        settings["port"] = routes.map(\.endpoint.port).joined(separator: ",")
        if routes.contains(where: { $0.address != nil }) {
            settings["hostaddr"] = routes.map { $0.address ?? "" }.joined(separator: ",")
        }
        settings["dbname"] = database
        settings["user"] = user
        settings["password"] = password?.secret
        settings["sslmode"] = sslMode ?? settings["sslmode"]
        settings["application_name"] = applicationName
        // Cells are read as UTF-8 and bytea as hex, whatever the database says.
        settings["client_encoding"] = "UTF8"
        return settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// An endpoint with the address its name resolved to; `nil` for a socket.
    struct Route: Hashable, Sendable {
        let endpoint: Endpoint
        let address: String?
    }

    /// A peer that vanished without a word is noticed within a minute, not within two hours; and a
    /// statement given up by us is given up by the server, with its locks (from version 14).
    private static let defaults = [
        "options": "-c client_connection_check_interval=1000",
        "gssencmode": "disable",
        "keepalives": "1",
        "keepalives_idle": "20",
        "keepalives_interval": "5",
        "keepalives_count": "4",
        "tcp_user_timeout": "30000",
    ]
}

extension PostgresConfiguration: CustomStringConvertible, CustomReflectable {
    /// Where the server is; other settings may hold secrets and are not shown.
    package var description: String {
        "\(user ?? "?") at \(host) port \(port), database \(database ?? "?")"
    }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
