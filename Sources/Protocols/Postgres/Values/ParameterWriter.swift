/// Writes parameters in PostgreSQL's text format, one after the other, each ended by NUL.
///
/// The text format is a C string, so a NUL inside a text would silently cut it off; the writer
/// notices and the statement is refused before it is sent.
struct ParameterWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var hasEmbeddedNUL = false

    mutating func terminate() {
        bytes.append(0)
    }

    mutating func write(_ text: String) {
        for byte in text.utf8 {
            if byte == 0 { hasEmbeddedNUL = true }
            bytes.append(byte)
        }
    }

    mutating func write(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let first = bytes.count
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
            rest = quotient
        } while rest > 0
        bytes[first...].reverse()
    }

    mutating func write(_ flag: Bool) {
        bytes.append(flag ? UInt8(ascii: "t") : UInt8(ascii: "f"))
    }

    /// Swift's shortest text reads back as the same number; only the names of the specials differ.
    mutating func write(_ number: Double) {
        if number.isNaN {
            write("NaN")
        } else if number.isInfinite {
            write(number < 0 ? "-Infinity" : "Infinity")
        } else {
            write(number.description)
        }
    }

    /// The hex form of `bytea`, without the leading `\x`.
    mutating func writeHex(_ data: [UInt8]) {
        for byte in data {
            bytes.append(Self.digits[Int(byte >> 4)])
            bytes.append(Self.digits[Int(byte & 15)])
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}

extension ParameterWriter {
    /// Writes a value; NULL has no bytes and is told by the caller.
    mutating func write(_ value: PostgresValue) {
        switch value {
        case .null: break
        case .text(let text), .json(let text): write(text)
        case .int(let number): write(number)
        case .bool(let flag): write(flag)
        case .double(let number): write(number)
        case .bytes(let data):
            write("\\x")
            writeHex(data)
        case .textArray(let texts), .jsonArray(let texts):
            writeArray(texts) { $0.writeQuoted($1) }
        case .intArray(let numbers):
            writeArray(numbers) { $0.write($1) }
        case .boolArray(let flags):
            writeArray(flags) { $0.write($1) }
        case .doubleArray(let numbers):
            writeArray(numbers) { $0.write($1) }
        case .bytesArray(let items):
            writeArray(items) { writer, data in
                writer.write("\"\\\\x")
                writer.writeHex(data)
                writer.write("\"")
            }
        }
    }

    /// `{a,NULL,b}`: an unquoted NULL is the null, anything quoted is a value.
    private mutating func writeArray<Element>(
        _ elements: [Element?], with writeElement: (inout ParameterWriter, Element) -> Void
    ) {
        write("{")
        var isFirst = true
        for element in elements {
            if !isFirst { write(",") }
            isFirst = false
            if let element {
                writeElement(&self, element)
            } else {
                write("NULL")
            }
        }
        write("}")
    }

    /// Every text element is quoted, so that braces, commas, blanks and the word NULL stay text.
    private mutating func writeQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
            case 0:
                hasEmbeddedNUL = true
            default:
                break
            }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
