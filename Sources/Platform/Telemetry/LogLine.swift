/// One line of the log while it is being written: a JSON object without line breaks.
struct LogLine {
    private var bytes: [UInt8] = []

    init(
        level: LogLevel, label: String, message: String,
        at milliseconds: Int64 = WallClock.nowMilliseconds()
    ) {
        bytes.reserveCapacity(256)
        bytes.append(contentsOf: #"{"ts":""#.utf8)
        LogTime(milliseconds: milliseconds).write(to: &bytes)
        bytes.append(contentsOf: #"","level":""#.utf8)
        bytes.append(contentsOf: level.name.utf8)
        bytes.append(UInt8(ascii: "\""))
        append("label", label)
        append("message", message)
    }

    mutating func append(_ field: LogField) {
        append(field.key.name, field.value)
    }

    /// The whole line, without the newline.
    consuming func finished() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private mutating func append(_ name: String, _ value: String) {
        bytes.append(UInt8(ascii: ","))
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        appendQuoted(value)
    }

    /// Writes a JSON string (RFC 8259, section 7): what must be escaped is, the rest is kept.
    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: #"\n"#.utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: #"\r"#.utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20, 0x7F:
                // DEL needs no escape in JSON, but it moves the cursor of a terminal.
                bytes.append(contentsOf: #"\u00"#.utf8)
                bytes.append(Self.hexDigit(byte >> 4))
                bytes.append(Self.hexDigit(byte & 0x0F))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") &+ nibble : UInt8(ascii: "a") &+ (nibble &- 10)
    }
}
