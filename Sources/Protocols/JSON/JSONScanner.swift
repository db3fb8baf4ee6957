/// Walks over one JSON text forwards, without building a tree.
///
///     var scanner = JSONScanner(body)
///     try scanner.beginObject()
///     while let member = try scanner.nextMember(in: Self.members) {
///         switch member {
///         case .from: from = try scanner.readText()
///         case .session: session = try scanner.readString()
///         }
///     }
///     try scanner.finish()
///
/// A value that was not read is skipped, and still checked. `finish()` checks what was left unread,
/// so a decoder may stop early and still refuse a malformed body. Strict RFC 8259: nothing beyond
/// the grammar is accepted, and of several members with one name each is reported.
package struct JSONScanner: Sendable {
    /// How many containers may be open inside each other.
    package static let depthLimit = 64

    /// Where the scanner stands between two words.
    enum Phase {
        /// A value starts here.
        case atValue
        /// A container was opened and nothing in it was read.
        case atStart
        /// A value has ended.
        case afterValue
    }

    let bytes: [UInt8]
    var offset = 0
    var phase = Phase.atValue
    private var containers = JSONContainers()

    /// Starts before the first byte of a whole text.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    // MARK: - Containers

    /// Enters the object that starts here.
    package mutating func beginObject() throws(JSONError) {
        try begin(.object)
    }

    /// Enters the array that starts here.
    package mutating func beginArray() throws(JSONError) {
        try begin(.array)
    }

    /// Goes to the next member of the open object and returns its name; `nil` at the object's end.
    package mutating func nextKey() throws(JSONError) -> JSONKey? {
        guard let name = try nextName() else { return nil }
        guard name.hasEscapes else { return JSONKey(bytes[name.range]) }
        return JSONKey(try JSONEscape.unescape(bytes.span, name.range)[...])
    }

    /// Goes to the next member whose name is known and returns which; `nil` at the object's end.
    ///
    /// The members between are skipped and checked.
    package mutating func nextIndex(in names: JSONNames) throws(JSONError) -> Int? {
        while let name = try nextName() {
            let index: Int?
            if name.hasEscapes {
                let text = try JSONEscape.unescape(bytes.span, name.range)
                index = names.index(of: text.span, 0..<text.count)
            } else {
                index = names.index(of: bytes.span, name.range)
            }
            if let index { return index }
        }
        return nil
    }

    /// Goes to the next member the decoder cares about; `nil` at the object's end.
    package mutating func nextMember<Field>(
        in members: JSONMembers<Field>
    ) throws(JSONError) -> Field? {
        guard let index = try nextIndex(in: members.names) else { return nil }
        return members.fields[index]
    }

    /// Goes to the next element of the open array; false at the array's end.
    package mutating func nextElement() throws(JSONError) -> Bool {
        if phase == .atValue { try skipValue() }
        guard containers.isInArray else { throw JSONError(.outOfOrder, at: offset) }
        guard try advance(to: UInt8(ascii: "]")) else { return false }
        phase = .atValue
        return true
    }

    /// Leaves the innermost open container, skipping and checking what is left of it.
    package mutating func leave() throws(JSONError) {
        if containers.isInObject {
            while try nextName() != nil {}
        } else {
            while try nextElement() {}
        }
    }

    /// Checks everything not read so far, and that nothing follows the value.
    package mutating func finish() throws(JSONError) {
        while containers.depth > 0 { try leave() }
        if phase == .atValue { try skipValue() }
        offset = JSONLexer.skipWhitespace(bytes.span, from: offset)
        guard offset == bytes.count else { throw JSONError(.trailingBytes, at: offset) }
    }

    // MARK: - Values

    /// What the value that starts here is, without reading it.
    package mutating func kind() throws(JSONError) -> JSONKind {
        guard let kind = JSONKind(firstByte: try firstByte()) else {
            throw JSONError(.unexpectedByte, at: offset)
        }
        return kind
    }

    /// Steps over the value that starts here, checking all of it.
    package mutating func skipValue() throws(JSONError) {
        _ = try firstByte()
        offset = try JSONLexer.skip(bytes.span, from: offset, depth: containers.depth)
        phase = .afterValue
    }

    // MARK: - Steps

    /// The first byte of the value that starts here.
    mutating func firstByte() throws(JSONError) -> UInt8 {
        guard phase == .atValue else { throw JSONError(.outOfOrder, at: offset) }
        if containers.depth == 0 {
            // Inside a container the step to the value has already passed the white space.
            offset = JSONLexer.skipWhitespace(bytes.span, from: offset)
            guard offset < bytes.count else { throw JSONError(.empty, at: offset) }
        }
        guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
        return bytes[offset]
    }

    private mutating func begin(_ kind: JSONKind) throws(JSONError) {
        guard try self.kind() == kind else { throw JSONError(.wrongKind, at: offset) }
        guard containers.push(isObject: kind == .object) else {
            throw JSONError(.tooDeep, at: offset)
        }
        offset &+= 1
        phase = .atStart
    }

    private mutating func nextName() throws(JSONError) -> (range: Range<Int>, hasEscapes: Bool)? {
        if phase == .atValue { try skipValue() }
        guard containers.isInObject else { throw JSONError(.outOfOrder, at: offset) }
        guard try advance(to: UInt8(ascii: "}")) else { return nil }
        guard bytes[offset] == JSONLexer.quote else {
            throw JSONError(.unexpectedByte, at: offset)
        }
        let start = offset &+ 1
        let token = try JSONLexer.string(bytes.span, from: start)
        offset = try JSONLexer.colon(bytes.span, from: token.end &+ 1)
        phase = .atValue
        return (start..<token.end, token.hasEscapes)
    }

    /// Steps to the next thing in the open container, over its comma; false over its end.
    private mutating func advance(to closing: UInt8) throws(JSONError) -> Bool {
        offset = JSONLexer.skipWhitespace(bytes.span, from: offset)
        guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
        if bytes[offset] == closing {
            offset &+= 1
            containers.pop()
            phase = .afterValue
            return false
        }
        guard phase == .afterValue else { return true }
        guard bytes[offset] == UInt8(ascii: ",") else {
            throw JSONError(.unexpectedByte, at: offset)
        }
        offset = JSONLexer.skipWhitespace(bytes.span, from: offset &+ 1)
        guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
        return true
    }
}
