import Foundation
import Telemetry
import Testing

@Suite struct `The standard error sink` {
    private let pipe = Pipe()

    private func sink(capacity: Int = 1 << 20) -> StandardErrorSink {
        StandardErrorSink(
            descriptor: pipe.fileHandleForWriting.fileDescriptor, capacity: capacity)
    }

    @Test func `writes every line, in order, with a newline`() throws {
        let sink = sink()
        for number in 0..<1_000 { sink.write(Array("line \(number)".utf8)) }
        #expect(sink.flush(within: .seconds(60)))
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text == (0..<1_000).map { "line \($0)\n" }.joined())
        #expect(sink.dropped == 0)
    }

    @Test func `drops and counts when the reader is slower, and says so later`() throws {
        let sink = sink(capacity: 4_096)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1_023)
        var written = 0
        // Nobody reads: the pipe fills, then the buffer, and then there is no room.
        while sink.dropped < 100 {
            sink.write(line)
            written += 1
        }

        // Nothing is written any more, so every line comes or is reported as dropped.
        var text = ""
        var (whole, reported) = (0, 0)
        while whole + reported < written {
            text += String(
                decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            let complete = text.prefix(through: text.lastIndex(of: "\n") ?? text.startIndex)
            let lines = complete.split(separator: "\n")
            whole = lines.count { $0.utf8.count == line.count }
            reported = lines.compactMap(count).reduce(0, +)
        }
        #expect(whole + reported == written)
        #expect(reported == sink.dropped)
    }

    /// The number a line reports, behind the seventeen digits of its time.
    private func count(in line: Substring) -> Int? {
        guard line.contains("log lines dropped") else { return nil }
        return Int(line.filter(\.isNumber).dropFirst(17))
    }

    @Test func `does not fail when nobody reads any more`() throws {
        signal(SIGPIPE, SIG_IGN)
        let sink = sink()
        try pipe.fileHandleForReading.close()
        sink.write(Array("lost".utf8))
        #expect(sink.flush(within: .seconds(60)))
        #expect(sink.dropped == 1)
    }
}
