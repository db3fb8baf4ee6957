/// Reads a one-dimensional array in PostgreSQL's text output format.
///
/// Arrays of arrays and arrays that do not start at one are refused: no statement of ours returns
/// them.
enum ArrayReader {
    /// The elements, `nil` among them for NULL; `nil` altogether when the text is not an array.
    static func read(_ text: ArraySlice<UInt8>) -> [[UInt8]?]? {
        guard text.count >= 2, text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}")
        else { return nil }
        var rest = text.dropFirst().dropLast()
        var elements: [[UInt8]?] = []
        guard !rest.isEmpty else { return elements }
        while true {
            guard let element = readElement(&rest) else { return nil }
            switch element {
            case .null: elements.append(nil)
            case .value(let bytes): elements.append(bytes)
            }
            guard let separator = rest.popFirst() else { return elements }
            guard separator == UInt8(ascii: ",") else { return nil }
        }
    }

    private enum Element {
        case null
        case value([UInt8])
    }

    private static func readElement(_ rest: inout ArraySlice<UInt8>) -> Element? {
        if rest.first == UInt8(ascii: "\"") {
            rest.removeFirst()
            return readQuoted(&rest)
        }
        var bytes: [UInt8] = []
        while let byte = rest.first, byte != UInt8(ascii: ",") {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "\\"):
                return nil
            default:
                bytes.append(byte)
                rest.removeFirst()
            }
        }
        if bytes.isEmpty { return nil }
        return bytes.elementsEqual("NULL".utf8) ? .null : .value(bytes)
    }

    private static func readQuoted(_ rest: inout ArraySlice<UInt8>) -> Element? {
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                return .value(bytes)
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            default:
                bytes.append(byte)
            }
        }
        return nil
    }
}
