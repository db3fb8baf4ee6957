import Foundation
import JSON
import Testing

@Suite struct `Random bytes` {
    @Test(arguments: 0..<8) func `of JSON written by us come back as they were`(_ shard: Int) throws
    {
        for round in 0..<250 {
            let seed = UInt64(shard * 1_000 + round)
            var dice = Dice(seed: seed)
            let tree = JSONTree.random(using: &dice)
            #expect(try JSONTree.read(tree.bytes) == tree, "seed \(seed)")
            let oracle = try? JSONSerialization.jsonObject(
                with: Data(tree.bytes), options: .fragmentsAllowed)
            #expect(oracle != nil, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<8) func `never trap a scanner, however they are walked`(_ shard: Int) {
        for round in 0..<1_500 {
            let seed = UInt64(900_000 + shard * 10_000 + round)
            var dice = Dice(seed: seed)
            let bytes = damaged(using: &dice)
            let skipped = Result { () throws(JSONError) in
                var scanner = JSONScanner(bytes)
                try scanner.finish()
            }
            let walked = Result { () throws(JSONError) in _ = try JSONTree.read(bytes) }
            switch (skipped, walked) {
            case (.success, .success): break
            case (.success, .failure(let error)):
                #expect(error.code == .numberOutOfRange, "seed \(seed)")
            case (.failure(let one), .failure(let other)):
                #expect(one == other || other.code == .numberOutOfRange, "seed \(seed)")
            case (.failure, .success): #expect(Bool(false), "seed \(seed)")
            }
            wander(over: bytes, using: &dice)
        }
    }

    @Test(arguments: 0..<4) func `are accepted where another reader accepts them`(_ shard: Int) {
        for round in 0..<1_500 {
            let seed = UInt64(5_000_000 + shard * 10_000 + round)
            var dice = Dice(seed: seed)
            let bytes = damaged(using: &dice)
            let ours = Result { () throws(JSONError) in _ = try JSONTree.read(bytes) }
            let theirs = Result {
                try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            }
            switch (ours, theirs) {
            case (.success, .success), (.failure, .failure): break
            case (.success, .failure(let error)): #expect(Bool(false), "seed \(seed): \(error)")
            case (.failure(let error), .success):
                // Foundation lets a comma or a zero byte stand at the end.
                #expect(
                    error.code == .unexpectedByte || error.code == .trailingBytes,
                    "seed \(seed): \(error)")
            }
        }
    }

    @Test(arguments: 0..<4) func `never trap a form reader`(_ shard: Int) {
        let alphabet = Array("aB9&&==%%2BfF+;\u{7F}".utf8) + [0x00, 0xC3, 0xA9, 0xFF, 0xED]
        for round in 0..<2_000 {
            let seed = UInt64(7_000_000 + shard * 10_000 + round)
            var dice = Dice(seed: seed)
            let bytes = (0..<dice.number(below: 60)).map { _ in
                dice.chance(of: 90)
                    ? alphabet[dice.number(below: alphabet.count)]
                    : UInt8(truncatingIfNeeded: dice.next())
            }
            guard let form = try? FormReader(bytes) else { continue }
            #expect(Set(form.pairs.map(\.name)).count == form.pairs.count, "seed \(seed)")
            #expect(form.pairs.count + form.duplicates <= FormReader.pairLimit, "seed \(seed)")
        }
    }

    // MARK: - Damage

    /// Sound JSON with a few bytes changed, cut out, doubled or put in.
    private func damaged(using dice: inout Dice) -> [UInt8] {
        let fixtures = [Fixtures.voiceRequest, Fixtures.sessionUpdate, Fixtures.callRecord]
        var bytes =
            dice.chance(of: 20)
            ? Array(fixtures[dice.number(below: fixtures.count)].utf8)
            : JSONTree.random(using: &dice).bytes
        let words = Array("{}[],:\"\\u0dD8-+.eE019tfn \n".utf8) + [0x00, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<dice.number(below: 4) {
            let place = dice.number(below: bytes.count + 1)
            let byte = words[dice.number(below: words.count)]
            switch dice.number(below: 4) {
            case 0: bytes.insert(byte, at: place)
            case 1 where place < bytes.count: bytes[place] = byte
            case 2 where place < bytes.count: bytes.remove(at: place)
            case 3: bytes.removeLast(min(bytes.count, dice.number(below: 4)))
            default: break
            }
        }
        return bytes
    }

    /// Calls methods without regard to sense; errors are expected, traps are not.
    private func wander(over bytes: [UInt8], using dice: inout Dice) {
        var scanner = JSONScanner(bytes)
        for _ in 0..<40 {
            switch dice.number(below: 16) {
            case 0, 1: try? scanner.beginObject()
            case 2: try? scanner.beginArray()
            case 3, 4, 5: _ = try? scanner.nextKey()
            case 6, 7: _ = try? scanner.nextElement()
            case 8: _ = try? scanner.readString()
            case 9: _ = try? scanner.readInteger(acceptingText: true)
            case 10: _ = try? scanner.readDouble()
            case 11: _ = try? scanner.readText()
            case 12: _ = try? scanner.readRaw()
            case 13: try? scanner.leave()
            case 14: _ = try? scanner.readLenientInteger()
            default: _ = try? scanner.readOptionalBool()
            }
        }
        try? scanner.finish()
    }
}
