import Foundation
import Reactor

/// Reads answers as they come: status, length, and the callback path inside.
struct AnswerReader {
    private var buffer: [UInt8] = []

    /// One complete answer.
    struct Answer {
        let status: Int
        let body: ArraySlice<UInt8>
    }

    mutating func append(_ bytes: Span<UInt8>) { buffer.append(bytes) }

    /// The answer, when all of it has arrived; `nil` before.
    mutating func next() -> Answer? {
        guard let headEnd = find([13, 10, 13, 10], from: 0), headEnd >= 12 else { return nil }
        var status = 0
        for byte in buffer[9..<12] { status = status * 10 + Int(byte) - 48 }
        let bodyStart = headEnd + 4
        let length = contentLength(before: headEnd)
        guard buffer.count >= bodyStart + length else { return nil }
        let answer = Answer(status: status, body: buffer[bodyStart..<(bodyStart + length)])
        buffer.removeFirst(bodyStart + length)
        return answer
    }

    /// The path of the `action` attribute in a document.
    static func callback(in body: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        guard let start = text.range(of: "action=\"")?.upperBound,
            let end = text[start...].firstIndex(of: "\""),
            let path = text[start..<end].range(of: "/api/")?.lowerBound
        else { return nil }
        return String(text[path..<end])
    }

    private func contentLength(before end: Int) -> Int {
        let name = Array("\r\ncontent-length:".utf8)
        var index = 0
        while index + name.count < end {
            if buffer[index] == 13, matches(name, at: index) {
                var length = 0
                for byte in buffer[(index + name.count)..<end] {
                    if byte == 13 { break }
                    if byte >= 48, byte <= 57 { length = length * 10 + Int(byte) - 48 }
                }
                return length
            }
            index += 1
        }
        return 0
    }

    private func matches(_ name: [UInt8], at index: Int) -> Bool {
        for offset in 2..<name.count where buffer[index + offset] | 0x20 != name[offset] | 0x20 {
            return false
        }
        return true
    }

    private func find(_ pattern: [UInt8], from start: Int) -> Int? {
        guard buffer.count >= pattern.count else { return nil }
        var index = start
        while index + 3 < buffer.count {
            if buffer[index] == 13, buffer[index + 1] == 10, buffer[index + 2] == 13,
                buffer[index + 3] == 10
            {
                return index
            }
            index += 1
        }
        return nil
    }
}
