/// Writes commands in the form Redis reads them: an array of bulk strings.
///
/// Ours rather than `redisFormatCommandArgv`, which would allocate each command for itself and
/// have it copied once more; here it goes straight to the end of the connection's buffer.
enum RESPEncoder {
    /// Appends one command; no argument can end the command early, whatever its bytes.
    static func append(_ arguments: [RedisArgument], to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "*"))
        appendLine(arguments.count, to: &buffer)
        for argument in arguments {
            switch argument {
            case .text(let text):
                appendLength(text.utf8.count, to: &buffer)
                buffer.append(contentsOf: text.utf8)
            case .bytes(let bytes):
                appendLength(bytes.count, to: &buffer)
                buffer.append(contentsOf: bytes)
            case .number(let number):
                appendLength(decimalWidth(of: number), to: &buffer)
                appendDecimal(number, to: &buffer)
            }
            appendLineEnd(to: &buffer)
        }
    }

    private static func appendLength(_ count: Int, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "$"))
        appendLine(count, to: &buffer)
    }

    private static func appendLine(_ number: Int, to buffer: inout [UInt8]) {
        appendDecimal(number, to: &buffer)
        appendLineEnd(to: &buffer)
    }

    private static func appendLineEnd(to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "\r"))
        buffer.append(UInt8(ascii: "\n"))
    }

    private static func appendDecimal(_ number: Int, to buffer: inout [UInt8]) {
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        let start = buffer.count
        // The magnitude is unsigned, so the smallest Int needs no case of its own.
        var rest = number.magnitude
        repeat {
            buffer.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        buffer[start...].reverse()
    }

    private static func decimalWidth(of number: Int) -> Int {
        var width = number < 0 ? 2 : 1
        var rest = number.magnitude / 10
        while rest > 0 {
            width += 1
            rest /= 10
        }
        return width
    }
}
