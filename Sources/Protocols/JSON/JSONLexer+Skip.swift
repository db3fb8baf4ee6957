extension JSONLexer {
    /// Finds the end of the value that starts here, checking all of it.
    ///
    /// A loop with one bit per open container instead of recursion, so that no body can exhaust
    /// the stack. `depth` is how many containers are open around the value.
    static func skip(
        _ bytes: borrowing Span<UInt8>, from start: Int, depth: Int
    ) throws(JSONError) -> Int {
        var containers = JSONContainers()
        var offset = start
        while true {
            guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
            switch bytes[offset] {
            case quote:
                offset = try string(bytes, from: offset &+ 1).end &+ 1
            case UInt8(ascii: "{"):
                guard containers.push(isObject: true, above: depth) else {
                    throw JSONError(.tooDeep, at: offset)
                }
                offset = skipWhitespace(bytes, from: offset &+ 1)
                if offset < bytes.count, bytes[offset] == UInt8(ascii: "}") { break }
                offset = try memberName(bytes, from: offset)
                continue
            case UInt8(ascii: "["):
                guard containers.push(isObject: false, above: depth) else {
                    throw JSONError(.tooDeep, at: offset)
                }
                offset = skipWhitespace(bytes, from: offset &+ 1)
                if offset < bytes.count, bytes[offset] == UInt8(ascii: "]") { break }
                continue
            case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
                offset = try literal(bytes, from: offset)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                offset = try number(bytes, from: offset).end
            default:
                throw JSONError(.unexpectedByte, at: offset)
            }
            guard try separator(bytes, &offset, &containers) else { return offset }
        }
    }

    /// Steps over what follows a value, up to the next one; false when the outermost has ended.
    private static func separator(
        _ bytes: borrowing Span<UInt8>, _ offset: inout Int, _ containers: inout JSONContainers
    ) throws(JSONError) -> Bool {
        while containers.depth > 0 {
            offset = skipWhitespace(bytes, from: offset)
            guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
            let isInObject = containers.isInObject
            switch bytes[offset] {
            case UInt8(ascii: ","):
                offset = skipWhitespace(bytes, from: offset &+ 1)
                if isInObject { offset = try memberName(bytes, from: offset) }
                return true
            case UInt8(ascii: "}") where isInObject, UInt8(ascii: "]") where !isInObject:
                containers.pop()
                offset &+= 1
            default:
                throw JSONError(.unexpectedByte, at: offset)
            }
        }
        return false
    }

    /// Steps over a name and its colon, up to the value.
    private static func memberName(
        _ bytes: borrowing Span<UInt8>, from start: Int
    ) throws(JSONError) -> Int {
        guard start < bytes.count else { throw JSONError(.unexpectedEnd, at: start) }
        guard bytes[start] == quote else { throw JSONError(.unexpectedByte, at: start) }
        return try colon(bytes, from: string(bytes, from: start &+ 1).end &+ 1)
    }

    /// Steps over the colon after a name, up to the value.
    static func colon(
        _ bytes: borrowing Span<UInt8>, from start: Int
    ) throws(JSONError) -> Int {
        let offset = skipWhitespace(bytes, from: start)
        guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
        guard bytes[offset] == UInt8(ascii: ":") else {
            throw JSONError(.unexpectedByte, at: offset)
        }
        return skipWhitespace(bytes, from: offset &+ 1)
    }
}
