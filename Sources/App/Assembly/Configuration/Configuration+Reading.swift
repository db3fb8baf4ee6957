import CallControl
import CallEngine
import HTTP
import Telemetry
import VoiceHooks

extension Configuration {
    /// Reads a file and the environment; throws with every fault there is.
    package static func read(
        file path: String?, environment: [String: String]
    ) throws(SettingsError) -> Configuration {
        let value =
            if let path { try SettingValue.file(at: path) } else { SettingValue.object([:]) }
        var reader = SettingsReader(value, environment: environment)
        var configuration = Configuration()
        configuration.read(&reader)
        reader.reportUnknown()
        let problems = reader.problems + configuration.problems()
        guard problems.isEmpty else { throw SettingsError(problems) }
        return configuration
    }

    /// Takes every setting that is given.
    mutating func read(_ reader: inout SettingsReader) {
        readHTTP(&reader)
        readStores(&reader)
        readCalls(&reader)
        readRest(&reader)
    }

    private mutating func readHTTP(_ reader: inout SettingsReader) {
        reader.text("http.host", &http.host)
        reader.number("http.port", &http.port, in: 0...65_535)
        reader.text("http.public_base_url", &publicBaseURL)
        reader.number("http.backlog", &http.backlog, in: 1...65_535)
        reader.number("http.maximum_connections", &http.maximumConnections, in: 1...1_000_000)
        reader.duration("http.idle_timeout", &http.deadlines.idle)
        reader.duration("http.header_timeout", &http.deadlines.head)
        reader.duration("http.body_timeout", &http.deadlines.body)
        reader.duration("http.write_timeout", &http.deadlines.write)
        reader.duration("http.drain_timeout", &http.deadlines.drain)
        var certificate: String?
        var key: String?
        reader.text("http.tls.certificate_file", &certificate)
        reader.text("http.tls.key_file", &key)
        switch (certificate, key) {
        case (let certificate?, let key?):
            http.tls = TLSConfiguration(certificateFile: certificate, privateKeyFile: key)
        case (nil, nil): break
        case (_?, nil): reader.fault("http.tls.key_file", "must be set with the certificate")
        case (nil, _?): reader.fault("http.tls.certificate_file", "must be set with the key")
        }
    }

    private mutating func readStores(_ reader: inout SettingsReader) {
        reader.text("postgres.url", &store.url)
        reader.text("postgres.owner_url", &store.ownerURL)
        reader.flag("postgres.migrate_at_start", &store.migratesAtStart)
        reader.number("postgres.maximum_connections", &store.maximumConnections, in: 1...1_000)
        reader.duration("postgres.connect_timeout", &store.connectTimeout)
        reader.duration("postgres.query_timeout", &store.queryTimeout)
        reader.text("redis.url", &redis.url)
        reader.duration("redis.connect_timeout", &redis.connectTimeout)
        reader.duration("redis.command_timeout", &redis.commandTimeout)
        reader.duration("records.flush_interval", &records.flushInterval)
        reader.number("records.batch_size", &records.batchSize, in: 1...10_000)
        reader.bytes("records.maximum_bytes", &records.maximumBytes)
        reader.choice("audit.mode", &audit.mode)
        reader.bytes("audit.maximum_bytes", &audit.maximumBytes)
        reader.bytes("audit.maximum_payload", &audit.maximumPayload)
    }

    private mutating func readCalls(_ reader: inout SettingsReader) {
        reader.duration("calls.decision_deadline", &calls.decisionDeadline)
        reader.number("calls.maximum_live", &calls.maximumLiveSessions, in: 1...10_000_000)
        reader.number("calls.maximum_ended", &calls.maximumEndedSessions, in: 0...10_000_000)
        reader.duration("calls.ended_linger", &calls.endedLinger)
        var limits = calls.limits
        reader.duration("calls.connecting_grace", &limits.connectingGrace)
        reader.duration("calls.connected_maximum", &limits.connectedMaximum)
        reader.duration("calls.callback_grace", &limits.callbackGrace)
        calls.limits = limits
        reader.number(
            "calls.answers.maximum_entries", &calls.answers.maximumEntries, in: 1...100_000_000)
        reader.bytes("calls.answers.maximum_bytes", &calls.answers.maximumBytes)
        reader.duration("calls.answers.maximum_age", &calls.answers.maximumAge)
        reader.number("calls.voice_limit.per_second", &calls.voiceLimit.perSecond, atLeast: 0)
        reader.number("calls.voice_limit.burst", &calls.voiceLimit.burst, atLeast: 1)
    }

    private mutating func readRest(_ reader: inout SettingsReader) {
        reader.number("loops", &loops, in: 0...256)
        reader.text("master_key_file", &masterKeyFile)
        reader.texts("tenant_files", &tenantFiles)
        var level = LogLevelName.info
        reader.choice("log_level", &level)
        logLevel = level.level
        reader.duration("stop_within", &stopWithin)
    }
}

/// The levels an operator can ask for.
private enum LogLevelName: String, CaseIterable {
    case debug, info, notice, warning, error

    var level: LogLevel {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
