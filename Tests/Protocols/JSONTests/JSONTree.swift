import JSON

/// A whole JSON text as values, which the sources have no use for but comparisons do.
indirect enum JSONTree: Hashable {
    case object([Member])
    case array([JSONTree])
    case string(String)
    case integer(Int64)
    case double(Double)
    case bool(Bool)
    case null

    struct Member: Hashable {
        let name: String
        let value: JSONTree
    }

    // MARK: - Reading

    static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONTree {
        var scanner = JSONScanner(bytes)
        let tree = try value(&scanner)
        try scanner.finish()
        return tree
    }

    private static func value(_ scanner: inout JSONScanner) throws(JSONError) -> JSONTree {
        switch try scanner.kind() {
        case .object:
            var members: [Member] = []
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                members.append(Member(name: key.text, value: try value(&scanner)))
            }
            return .object(members)
        case .array:
            var elements: [JSONTree] = []
            try scanner.beginArray()
            while try scanner.nextElement() { elements.append(try value(&scanner)) }
            return .array(elements)
        case .string: return .string(try scanner.readString())
        case .number:
            var copy = scanner
            if let integer = try copy.readLenientInteger() {
                scanner = copy
                return .integer(integer)
            }
            return .double(try scanner.readDouble())
        case .bool: return .bool(try scanner.readBool())
        case .null:
            _ = try scanner.readNull()
            return .null
        }
    }

    // MARK: - Writing

    var bytes: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .object(let members):
            writer.object {
                for member in members {
                    $0.key(member.name)
                    member.value.write(to: &$0)
                }
            }
        case .array(let elements):
            writer.array { for element in elements { element.write(to: &$0) } }
        case .string(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .double(let number): writer.double(number)
        case .bool(let flag): writer.bool(flag)
        case .null: writer.null()
        }
    }

    // MARK: - Making

    static func random(using dice: inout Dice, depth: Int = 0) -> JSONTree {
        switch dice.number(below: depth < 6 ? 9 : 6) {
        case 0: return .null
        case 1: return .bool(dice.chance(of: 50))
        case 2:
            return .integer(
                Int64(truncatingIfNeeded: dice.next() >> UInt64(dice.number(below: 64))))
        case 3:
            // A whole double would come back as an integer.
            return .double(Double(dice.number(below: 2_000_000) - 1_000_000) + 0.5)
        case 4, 5: return .string(text(using: &dice))
        case 6:
            return .array(
                (0..<dice.number(below: 5)).map { _ in random(using: &dice, depth: depth + 1) })
        default:
            return .object(
                (0..<dice.number(below: 6)).map { _ in
                    Member(name: text(using: &dice), value: random(using: &dice, depth: depth + 1))
                })
        }
    }

    static func text(using dice: inout Dice) -> String {
        var text = ""
        for _ in 0..<dice.number(below: 12) {
            let range: ClosedRange<UInt32> =
                switch dice.number(below: 6) {
                case 0: 0...0x1F
                case 1: 0x80...0x7FF
                case 2: 0xE000...0xFFFF
                case 3: 0x1F300...0x1F6FF
                default: 0x20...0x7F
                }
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &dice)) {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
