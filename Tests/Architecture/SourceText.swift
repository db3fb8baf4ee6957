/// Reads Swift just far enough to tell code from prose.
struct SourceText {
    private let bytes: [UInt8]
    private var position = 0
    private var code: [UInt8] = []

    /// The text with comments and the contents of string literals left out, line breaks kept.
    ///
    /// Code interpolated into a string counts as prose; nothing worth a rule belongs there.
    static func withoutProse(_ text: String) -> String {
        var reader = SourceText(bytes: Array(text.utf8))
        reader.read()
        return String(decoding: reader.code, as: UTF8.self)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func read() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "/") where isNext("//"):
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
                    position += 1
                }
            case UInt8(ascii: "/") where isNext("/*"):
                skip(past: "*/")
            case UInt8(ascii: "#"), UInt8(ascii: "\""):
                readPoundsOrString()
            default:
                code.append(bytes[position])
                position += 1
            }
        }
    }

    /// A string literal, raw or not, of one line or several; or pound signs that open none.
    private mutating func readPoundsOrString() {
        var quote = position
        while quote < bytes.count, bytes[quote] == UInt8(ascii: "#") { quote += 1 }
        let pounds = String(repeating: "#", count: quote - position)
        guard quote < bytes.count, bytes[quote] == UInt8(ascii: "\"") else {
            code += bytes[position..<quote]
            position = quote
            return
        }
        position = quote
        let quotes = isNext("\"\"\"") ? "\"\"\"" : "\""
        position += quotes.utf8.count
        code += "\"\"".utf8
        skip(past: quotes + pounds, escape: "\\" + pounds)
    }

    private mutating func skip(past end: String, escape: String? = nil) {
        while position < bytes.count {
            if let escape, isNext(escape) {
                position += escape.utf8.count
            } else if isNext(end) {
                position += end.utf8.count
                return
            }
            guard position < bytes.count else { return }
            if bytes[position] == UInt8(ascii: "\n") { code.append(bytes[position]) }
            position += 1
        }
    }

    private func isNext(_ text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }
}
