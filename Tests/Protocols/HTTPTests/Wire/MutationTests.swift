import HTTP
import Testing

@Suite struct `A damaged stream` {
    private static let scraps = [
        "\r", "\n", "\r\n", "\r\n\r\n", " ", "\t", ":", ",", ";", "\"", "\\", "%", "%zz", "\0",
        "\u{7F}", "é", "0", "9999999999999999999999", "ffffffffffffffffff", "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n", "Host: y\r\n", "Expect: 100-continue\r\n", "HTTP/1.1",
        "GET ", "0\r\n\r\n", "5\r\n",
    ].map { Array($0.utf8) }

    /// Eight seeds of a thousand streams each.
    @Test(arguments: 1...8)
    func `never traps and reads the same in pieces`(seed: Int) {
        var dice = SeededGenerator(seed: UInt64(seed))
        for round in 0..<1_000 {
            let stream = Self.damaged(&dice)
            let whole = read([stream], bodyLimit: 4_096)
            var pieces: [[UInt8]] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...40, using: &dice))
                pieces.append(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            #expect(
                read(pieces, bodyLimit: 4_096) == whole,
                "seed \(seed), round \(round): \(String(decoding: stream, as: UTF8.self))")
        }
    }

    private static func damaged(_ dice: inout SeededGenerator) -> [UInt8] {
        var stream: [UInt8] = []
        for _ in 0..<Int.random(in: 1...3, using: &dice) {
            stream += `However a stream is split`.streams.randomElement(using: &dice) ?? []
        }
        for _ in 0..<Int.random(in: 0...4, using: &dice) {
            let place = Int.random(in: 0..<max(1, stream.count), using: &dice)
            guard place < stream.count else { continue }
            switch Int.random(in: 0..<6, using: &dice) {
            case 0: stream[place] = UInt8.random(in: 0...255, using: &dice)
            case 1: stream.remove(at: place)
            case 2: stream.insert(contentsOf: scraps.randomElement(using: &dice) ?? [], at: place)
            case 3: stream.removeSubrange(place..<min(stream.count, place + 20))
            case 4:
                stream.insert(contentsOf: stream[place..<min(stream.count, place + 30)], at: place)
            default: stream = Array(stream[..<place])
            }
        }
        return stream
    }
}
