/// A strict reader of the little XML that a document may use.
///
/// The exact prolog, elements, attributes in double quotes, text and references. Comments,
/// processing instructions, CDATA sections and document types are refused: no document of ours has
/// them, so one that does is not ours. It shares nothing with the writer, to be able to judge it.
struct XMLReader {
    static let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    private static let depthLimit = 16

    private let bytes: [UInt8]
    private var offset = 0

    /// Reads a whole document.
    static func read(_ bytes: [UInt8]) throws(XMLFault) -> CXMLElement {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw XMLFault("invalid UTF-8", at: 0)
        }
        for scalar in text.unicodeScalars where !isCharacter(scalar.value) || scalar == "\r" {
            throw XMLFault("a character that can not stand here, U+\(scalar.value)", at: 0)
        }
        var reader = XMLReader(bytes: bytes)
        return try reader.document()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    // MARK: - Structure

    private mutating func document() throws(XMLFault) -> CXMLElement {
        try expect(Self.prolog)
        var open: [CXMLElement] = []
        repeat {
            let element: CXMLElement
            if takes("</") {
                let name = try name()
                try expect(">")
                guard let closed = open.popLast(), closed.name == name else {
                    throw XMLFault("an end tag that fits no start tag", at: offset)
                }
                element = closed
            } else if takes("<") {
                let started = try startTag()
                guard takes("/>") else {
                    try expect(">")
                    guard open.count < Self.depthLimit else {
                        throw XMLFault("too many elements in each other", at: offset)
                    }
                    open.append(started)
                    continue
                }
                element = started
            } else if let inner = open.indices.last {
                open[inner].text += try characters(until: "<")
                continue
            } else {
                throw XMLFault("text outside of the root", at: offset)
            }
            guard let parent = open.indices.last else {
                guard offset == bytes.count else {
                    throw XMLFault("something after the root", at: offset)
                }
                return element
            }
            open[parent].children.append(element)
        } while offset < bytes.count
        throw XMLFault("the document stops", at: offset)
    }

    private mutating func startTag() throws(XMLFault) -> CXMLElement {
        let name = try name()
        var attributes: [CXMLElement.Attribute] = []
        while takes(" ") {
            let attribute = try self.name()
            try expect("=\"")
            let value = try characters(until: "\"")
            try expect("\"")
            guard !attributes.contains(where: { $0.name == attribute }) else {
                throw XMLFault("an attribute given twice", at: offset)
            }
            attributes.append(.init(name: attribute, value: value))
        }
        return CXMLElement(name: name, attributes: attributes)
    }

    private mutating func name() throws(XMLFault) -> String {
        let start = offset
        while let byte = byte, isLetter(byte) { offset += 1 }
        guard offset > start else { throw XMLFault("a name was expected", at: offset) }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    // MARK: - Text

    /// Reads text up to a byte that ends it, which is left.
    private mutating func characters(until end: Unicode.Scalar) throws(XMLFault) -> String {
        var text: [UInt8] = []
        while let byte = byte, byte != UInt8(ascii: end) {
            switch byte {
            case UInt8(ascii: "&"):
                text += Array(String(try reference()).utf8)
                continue
            case UInt8(ascii: "<"):
                throw XMLFault("a bare < in an attribute", at: offset)
            case UInt8(ascii: ">"):
                throw XMLFault("a bare >", at: offset)
            case 0x09, 0x0A:
                guard end == "<" else { throw XMLFault("a line end in an attribute", at: offset) }
                text.append(byte)
            default:
                text.append(byte)
            }
            offset += 1
        }
        guard offset < bytes.count else { throw XMLFault("the document stops", at: offset) }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func reference() throws(XMLFault) -> Unicode.Scalar {
        let start = offset
        var name = ""
        offset += 1
        while let byte = byte, byte != UInt8(ascii: ";"), name.utf8.count < 10 {
            name.unicodeScalars.append(Unicode.Scalar(byte))
            offset += 1
        }
        try expect(";")
        let known: [String: Unicode.Scalar] = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
        ]
        if let scalar = known[name] { return scalar }
        var number: UInt32?
        if name.hasPrefix("#x") {
            number = UInt32(name.dropFirst(2), radix: 16)
        } else if name.hasPrefix("#") {
            number = UInt32(name.dropFirst())
        }
        guard let number, Self.isCharacter(number), let scalar = Unicode.Scalar(number),
            !name.contains("+")
        else { throw XMLFault("an unknown reference", at: start) }
        return scalar
    }

    // MARK: - Bytes

    private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func takes(_ word: String) -> Bool {
        guard bytes[offset...].starts(with: word.utf8) else { return false }
        offset += word.utf8.count
        return true
    }

    private mutating func expect(_ word: String) throws(XMLFault) {
        guard takes(word) else { throw XMLFault("\(word) was expected", at: offset) }
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// The production `Char` of XML 1.0.
    private static func isCharacter(_ value: UInt32) -> Bool {
        if value < 0x20 { return value == 0x9 || value == 0xA || value == 0xD }
        if (0xD800...0xDFFF).contains(value) { return false }
        return value != 0xFFFE && value != 0xFFFF && value <= 0x10FFFF
    }
}
