import CLibpq

extension PostgresConfiguration {
    /// Reads a `postgres://` URL or a `host=… dbname=…` text, by libpq's own rules.
    ///
    /// libpq's complaint about a malformed text quotes it, password and all, so it is not repeated.
    package init(parsing text: String) throws(PostgresError) {
        self.init()
        guard let settings = ConnectionText.settings(in: text) else {
            throw PostgresError(
                .invalidConfiguration, message: "neither a postgres:// URL nor key=value pairs")
        }
        for (keyword, value) in settings {
            switch keyword {
            case "host": host = value
            case "hostaddr":
                // Where to go; the name then only serves to check the server's certificate.
                options[keyword] = value
                if !settings.contains(where: { $0.keyword == "host" }) { host = value }
            case "port": port = value
            case "dbname": database = value
            case "user": user = value
            case "password": password = PostgresPassword(value)
            case "sslmode": sslMode = value
            case "application_name": applicationName = value
            case "connect_timeout": connectTimeout = Self.timeout(value) ?? connectTimeout
            case "client_encoding": break
            default: options[keyword] = value
            }
        }
    }

    /// libpq counts whole seconds, and none or fewer means for ever; our waits always end.
    private static func timeout(_ text: String) -> Duration? {
        guard let seconds = Int32(text), seconds > 0 else { return nil }
        return .seconds(seconds)
    }
}

/// The fence around `PQconninfoParse`.
private enum ConnectionText {
    // The array libpq returns is ours until `PQconninfoFree`, ends with a null keyword, and every
    // text is copied before it is freed. libpq allocates the complaint too; it is freed unread.
    static func settings(in text: String) -> [(keyword: String, value: String)]? {
        var complaint: UnsafeMutablePointer<CChar>?
        let parsed = PQconninfoParse(text, &complaint)
        if let complaint { PQfreemem(complaint) }
        guard let parsed else { return nil }
        defer { PQconninfoFree(parsed) }
        var settings: [(String, String)] = []
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                settings.append((String(cString: keyword), String(cString: value)))
            }
            option += 1
        }
        return settings
    }
}
