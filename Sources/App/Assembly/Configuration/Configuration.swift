package import CallEngine
package import HTTP
package import Telemetry
package import VoiceHooks

/// Every setting of a node, with its default.
///
/// `Config/strowger.json5` shows each one with a comment; a test holds the two together.
package struct Configuration: Sendable {
    package var http = HTTPServerConfiguration()
    /// What callbacks are built on for tenants without a public base URL of their own.
    package var publicBaseURL = "http://127.0.0.1:8080"
    package var loops = 0
    package var store = StoreSettings()
    package var redis = RedisSettings()
    package var calls = CallEngineConfiguration()
    package var records = RecordSettings()
    package var audit = AuditSettings()
    /// `nil` without a file: then there are no credentials at rest, and callbacks do not survive a restart.
    package var masterKeyFile: String?
    /// Tenants from files instead of a database, for trying things out.
    package var tenantFiles: [String] = []
    package var logLevel = LogLevel.info
    /// How long the parts of the node may take to finish when it is asked to stop.
    package var stopWithin: Duration = .seconds(45)

    package init() {}
}

/// Where what must last is kept.
package struct StoreSettings: Sendable {
    /// `nil` runs without a database: tenants from files, records counted and dropped.
    package var url: String?
    /// The role that owns the schema, for migrations; `nil` takes `url`.
    package var ownerURL: String?
    package var migratesAtStart = true
    package var maximumConnections = 8
    package var connectTimeout: Duration = .seconds(5)
    package var queryTimeout: Duration = .seconds(5)

    package init() {}
}

/// What several nodes share.
package struct RedisSettings: Sendable {
    /// `nil` serves the node alone.
    package var url: String?
    package var connectTimeout: Duration = .seconds(2)
    /// How long a decision waits for Redis before the node decides alone.
    package var commandTimeout: Duration = .milliseconds(250)

    package init() {}
}

/// How call records are written.
package struct RecordSettings: Sendable {
    package var flushInterval: Duration = .milliseconds(50)
    package var batchSize = 500
    package var maximumBytes = 64 << 20

    package init() {}
}

/// How the audit of webhooks is written.
package struct AuditSettings: Sendable {
    package var mode = AuditMode.all
    package var maximumBytes = 32 << 20
    /// A larger payload is kept only up to here.
    package var maximumPayload = 64 << 10

    package init() {}
}
