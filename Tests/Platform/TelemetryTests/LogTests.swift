import Telemetry
import Testing

@Suite struct `A log` {
    private let sink = MemoryLogSink()

    /// The line without its time, which is another each time.
    private func lines() -> [String] {
        sink.lines.map { line in
            let time = line.prefix { $0 != "," }
            return "{" + line.dropFirst(time.count + 1)
        }
    }

    @Test func `writes one object with level, label, message and sorted fields`() {
        let log = Log(label: "calls", level: .debug, sink: sink)
        log.info("call ended", [.route: "inbound", .cause: "busy"])
        #expect(
            lines() == [
                #"{"level":"info","label":"calls","message":"call ended","cause":"busy","route":"inbound"}"#
            ])
    }

    @Test func `begins each line with the time in UTC`() throws {
        Log(label: "calls", sink: sink).notice("started")
        let line = try #require(sink.lines.first)
        let shape = line.prefix(33).map { $0.isNumber ? "0" : $0 }
        #expect(String(shape) == #"{"ts":"0000-00-00T00:00:00.000Z","#)
    }

    @Test func `remembers what was bound, and lets a line speak more precisely`() {
        let log = Log(label: "a", sink: sink).with(.callID, "c1").with(.status, "old")
        log.with(.callID, "c2").info("x", [.status: "new"])
        log.info("y")
        #expect(
            lines() == [
                #"{"level":"info","label":"a","message":"x","call_id":"c2","status":"new"}"#,
                #"{"level":"info","label":"a","message":"y","call_id":"c1","status":"old"}"#,
            ])
    }

    @Test func `keeps its fields under another label`() {
        Log(label: "a", sink: sink).with(.loop, "1").labeled("b").info("x")
        #expect(lines() == [#"{"level":"info","label":"b","message":"x","loop":"1"}"#])
    }

    @Test(arguments: LogLevel.allCases)
    func `writes only what reaches its level`(level: LogLevel) {
        let log = Log(label: "a", level: level, sink: sink)
        log.debug("x")
        log.info("x")
        log.notice("x")
        log.warning("x")
        log.error("x")
        #expect(sink.lines.count == LogLevel.allCases.count { $0 >= level && $0 != .off })
    }

    @Test func `does not compute the fields of a line it does not write`() {
        var computed = 0
        func fields() -> [LogKey: String] {
            computed += 1
            return [:]
        }
        Log(label: "a", level: .info, sink: sink).debug("x", fields())
        Log.discarding.error("x", fields())
        #expect(computed == 0)
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("say \"hi\"", #"say \"hi\""#),
        (#"C:\dir"#, #"C:\\dir"#),
        ("a\nb\r\tc", #"a\nb\r\tc"#),
        ("\u{0}\u{1B}[0m\u{7F}", #"\u0000\u001b[0m\u007f"#),
        ("Zoë 📞", "Zoë 📞"),
    ])
    func `escapes what JSON can not contain`(value: String, written: String) {
        Log(label: "a", sink: sink).info("x", [.error: value])
        #expect(lines() == [#"{"level":"info","label":"a","message":"x","error":"\#(written)"}"#])
    }

    @Test(arguments: ["ts", "level", "label", "message"])
    func `does not let a field take the place of the line's own`(name: String) {
        #expect(LogKey(name).name == name + "_")
    }
}

@Suite struct `A log level` {
    @Test(arguments: LogLevel.allCases)
    func `is read back from its name in any case`(level: LogLevel) {
        #expect(LogLevel(level.name) == level)
        #expect(LogLevel(level.name.uppercased()) == level)
    }

    @Test(arguments: ["", "loud", "info ", "3"])
    func `is not read from other text`(text: String) {
        #expect(LogLevel(text) == nil)
    }
}
