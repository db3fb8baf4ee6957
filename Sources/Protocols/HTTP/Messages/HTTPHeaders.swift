/// The header fields of a request: the bytes as they came, and where each field stands in them.
///
/// No field becomes a `String` until somebody asks for it. Names compare without case.
package struct HTTPHeaders: Sendable {
    /// Where one field stands in the head.
    struct Field: Hashable, Sendable {
        var nameStart: UInt16
        var nameCount: UInt16
        var valueStart: UInt16
        var valueCount: UInt16

        var name: Range<Int> { Int(nameStart)..<Int(nameStart) + Int(nameCount) }
        var value: Range<Int> { Int(valueStart)..<Int(valueStart) + Int(valueCount) }
    }

    let head: [UInt8]
    private let fields: [Field]

    init(head: [UInt8], fields: [Field]) {
        self.head = head
        self.fields = fields
    }

    /// Makes fields from names and values, for tests and for requests made inside the process.
    package init(_ pairs: [(String, String)] = []) {
        var head: [UInt8] = []
        var fields: [Field] = []
        for (name, value) in pairs {
            let nameStart = head.count
            head.append(contentsOf: name.utf8)
            let valueStart = head.count
            head.append(contentsOf: value.utf8)
            guard head.count <= Int(UInt16.max) else { break }
            fields.append(
                Field(
                    nameStart: UInt16(nameStart), nameCount: UInt16(valueStart - nameStart),
                    valueStart: UInt16(valueStart), valueCount: UInt16(head.count - valueStart)))
        }
        self.head = head
        self.fields = fields
    }

    /// How many fields there are.
    package var count: Int { fields.count }

    /// The value of the first field of this lower-case name.
    package subscript(_ name: String) -> String? {
        guard let range = range(of: name) else { return nil }
        return String(decoding: head[range], as: UTF8.self)
    }

    /// The value bytes of the first field of this lower-case name.
    package func bytes(of name: String) -> ArraySlice<UInt8>? {
        guard let range = range(of: name) else { return nil }
        return head[range]
    }

    /// How often a field of this lower-case name occurs.
    package func occurrences(of name: String) -> Int {
        let span = head.span
        var occurrences = 0
        for field in fields where span.matches(lowercase: name, at: field.name) {
            occurrences += 1
        }
        return occurrences
    }

    /// Every field as the bytes that came, in the order of arrival.
    package var bytePairs: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] {
        fields.map { (head[$0.name], head[$0.value]) }
    }

    /// Every field as text, in the order of arrival.
    package var pairs: [(name: String, value: String)] {
        fields.map {
            (
                String(decoding: head[$0.name], as: UTF8.self),
                String(decoding: head[$0.value], as: UTF8.self)
            )
        }
    }

    func range(of name: String) -> Range<Int>? {
        let span = head.span
        let count = name.utf8.count
        for field in fields where Int(field.nameCount) == count {
            if span.matches(lowercase: name, at: field.name) { return field.value }
        }
        return nil
    }
}
