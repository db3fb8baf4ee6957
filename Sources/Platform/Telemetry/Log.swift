/// A logger that already knows who is speaking and about what.
///
/// It is a value: handing it down with more fields bound is a copy, and a line below the threshold
/// costs one comparison, since its fields are not even computed.
package struct Log: Sendable {
    /// Who is speaking.
    package let label: String
    /// The least a line must matter to be written.
    package let level: LogLevel

    private let sink: any LogSink
    private var bound: [LogField] = []

    /// Makes a logger with no fields bound.
    package init(label: String, level: LogLevel = .info, sink: any LogSink) {
        self.label = label
        self.level = level
        self.sink = sink
    }

    /// A logger that writes nothing.
    package static let discarding = Log(label: "", level: .off, sink: DiscardingLogSink())

    // MARK: - Binding

    /// The same logger with one more field in every line; a key bound before is replaced.
    package func with(_ key: LogKey, _ value: String) -> Log {
        var copy = self
        copy.bound.removeAll { $0.key == key }
        copy.bound.append(LogField(key: key, value: value))
        return copy
    }

    /// The same logger, speaking under another label.
    package func labeled(_ label: String) -> Log {
        var copy = Log(label: label, level: level, sink: sink)
        copy.bound = bound
        return copy
    }

    // MARK: - Writing

    /// Writes a single event, for whoever is looking for a fault.
    package func debug(
        _ message: StaticString, _ fields: @autoclosure () -> [LogKey: String] = [:]
    ) {
        if level <= .debug { write(.debug, message, fields()) }
    }

    /// Writes what happened to a call; at most one line for each.
    package func info(
        _ message: StaticString, _ fields: @autoclosure () -> [LogKey: String] = [:]
    ) {
        if level <= .info { write(.info, message, fields()) }
    }

    /// Writes a step in the life of the process.
    package func notice(
        _ message: StaticString, _ fields: @autoclosure () -> [LogKey: String] = [:]
    ) {
        if level <= .notice { write(.notice, message, fields()) }
    }

    /// Writes that something was lost or refused, and the engine went on.
    package func warning(
        _ message: StaticString, _ fields: @autoclosure () -> [LogKey: String] = [:]
    ) {
        if level <= .warning { write(.warning, message, fields()) }
    }

    /// Writes that somebody should act.
    package func error(
        _ message: StaticString, _ fields: @autoclosure () -> [LogKey: String] = [:]
    ) {
        if level <= .error { write(.error, message, fields()) }
    }

    private func write(_ level: LogLevel, _ message: StaticString, _ fields: [LogKey: String]) {
        var line = LogLine(level: level, label: label, message: message.description)
        // A field of the line speaks more precisely than one bound earlier, so it wins.
        for field in bound where fields[field.key] == nil {
            line.append(field)
        }
        for (key, value) in fields.sorted(by: { $0.key.name < $1.key.name }) {
            line.append(LogField(key: key, value: value))
        }
        sink.write(line.finished())
    }
}

/// One key and what it says.
struct LogField: Sendable {
    let key: LogKey
    let value: String
}
