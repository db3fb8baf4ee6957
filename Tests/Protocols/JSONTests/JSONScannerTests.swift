import JSON
import Testing

@Suite struct `A JSON scanner` {
    enum Field: String, CaseIterable {
        case from = "From"
        case to = "To"
        case session = "Session"
        case data = "SessionData"
    }

    enum Member: String, CaseIterable {
        case id
        case token
        case profile
        case callStartTime
        case ringing
    }

    static let fields = JSONMembers<Field>()
    static let members = JSONMembers<Member>()

    @Test func `walks over a voice request and reads what it was asked for`() throws {
        var scanner = JSONScanner(Array(Fixtures.voiceRequest.utf8))
        var seen: [String: String] = [:]
        var profile: ArraySlice<UInt8> = []
        try scanner.beginObject()
        while let field = try scanner.nextMember(in: Self.fields) {
            switch field {
            case .from: seen["from"] = try scanner.readText()
            case .to: seen["to"] = try scanner.readString()
            case .session: seen["session"] = try scanner.readOptionalString()
            case .data:
                try scanner.beginObject()
                while let member = try scanner.nextMember(in: Self.members) {
                    switch member {
                    case .id: #expect(try scanner.readInteger() == 48_000_913)
                    case .token: seen["token"] = try scanner.readString()
                    case .profile: profile = try scanner.readRaw()
                    case .callStartTime: #expect(try scanner.readInteger() == 1_780_000_000_321)
                    case .ringing: #expect(try scanner.readBool() == false)
                    }
                }
            }
        }
        try scanner.finish()
        #expect(
            seen == [
                "from": "3107", "to": "8200", "session": "e1d2c3b4a5968778695a4b3c2d1e0f00",
                "token": "e1d2c3b4a5968778695a4b3c2d1e0f00",
            ])
        let kept = try JSONTree.read(Array(profile))
        guard case .object(let members) = kept else { return #expect(Bool(false)) }
        #expect(members.map(\.name) == ["subscriber-sip-headers", "callId"])
    }

    @Test(arguments: [
        Fixtures.voiceRequest, Fixtures.trunkRequest, Fixtures.sessionUpdate, Fixtures.callRecord,
    ])
    func `reads every body the switch sends`(_ body: String) throws {
        let tree = try JSONTree.read(Array(body.utf8))
        #expect(try JSONTree.read(tree.bytes) == tree)
    }

    @Test func `skips values nobody reads`() throws {
        var scanner = JSONScanner(Array(#"{"a":[1,{"b":2}],"c":"x","d":{}}"#.utf8))
        try scanner.beginObject()
        var names: [String] = []
        while let key = try scanner.nextKey() { names.append(key.text) }
        #expect(names == ["a", "c", "d"])
        try scanner.finish()
    }

    @Test func `refuses a fault in a value nobody reads`() throws {
        var scanner = JSONScanner(Array(#"{"a":[1,{"b":tru}],"c":1}"#.utf8))
        try scanner.beginObject()
        #expect(try scanner.nextKey()?.text == "a")
        #expect(throws: JSONError(.unexpectedByte, at: 16)) { try scanner.nextKey() }
    }

    @Test func `checks to the end when a decoder stops early`() throws {
        let stopsEarly = { (text: String) throws -> Void in
            var scanner = JSONScanner(Array(text.utf8))
            try scanner.beginObject()
            _ = try scanner.nextKey()
            try scanner.beginArray()
            _ = try scanner.nextElement()
            try scanner.finish()
        }
        try stopsEarly(#"{"a":[1,2,{"b":3}],"c":{"d":[]}}"#)
        for text in [
            #"{"a":[1,2,{"b":3}],"c":{"d":[}}"#, #"{"a":[1}"#, #"{"a":[1]} x"#, #"{"a":[1]"#,
        ] {
            #expect(throws: JSONError.self) { try stopsEarly(text) }
        }
    }

    @Test func `leaves a container in the middle`() throws {
        var scanner = JSONScanner(Array(#"{"a":{"x":[1,2,3],"y":4},"b":5}"#.utf8))
        try scanner.beginObject()
        _ = try scanner.nextKey()
        try scanner.beginObject()
        _ = try scanner.nextKey()
        try scanner.beginArray()
        #expect(try scanner.nextElement())
        #expect(try scanner.readInteger() == 1)
        try scanner.leave()
        try scanner.leave()
        #expect(try scanner.nextKey()?.text == "b")
        #expect(try scanner.readInteger() == 5)
        try scanner.finish()
    }

    @Test func `reports each of several members with one name`() throws {
        var scanner = JSONScanner(Array(#"{"From":"1","From":"2"}"#.utf8))
        try scanner.beginObject()
        var values: [String] = []
        while try scanner.nextMember(in: Self.fields) != nil {
            values.append(try scanner.readString())
        }
        #expect(values == ["1", "2"])
    }

    @Test func `knows a name that is written with escapes`() throws {
        var scanner = JSONScanner(Array(#"{"\u0046ro\u006D":"1","\u0046rom2":"2"}"#.utf8))
        try scanner.beginObject()
        #expect(try scanner.nextMember(in: Self.fields) == .from)
        #expect(try scanner.nextMember(in: Self.fields) == nil)
        try scanner.finish()
    }

    @Test func `lets a switch go over keys`() throws {
        var scanner = JSONScanner(Array(#"{"one":1,"TWO":2,"three":3}"#.utf8))
        try scanner.beginObject()
        var found: [String] = []
        while let key = try scanner.nextKey() {
            switch key {
            case "one": found.append("one")
            case "two": found.append("never")
            case _ where key.matchesIgnoringCase("two"): found.append("two")
            default: found.append("other")
            }
        }
        #expect(found == ["one", "two", "other"])
    }

    @Test func `refuses reading out of order instead of stopping the process`() throws {
        var scanner = JSONScanner(Array("[1]".utf8))
        #expect(throws: JSONError.self) { try scanner.nextKey() }
        scanner = JSONScanner(Array("[1]".utf8))
        try scanner.beginArray()
        #expect(throws: JSONError(.outOfOrder, at: 1)) { try scanner.readInteger() }
        #expect(throws: JSONError(.outOfOrder, at: 1)) { try scanner.nextKey() }
        #expect(try scanner.nextElement())
        #expect(try scanner.readInteger() == 1)
        #expect(throws: JSONError(.outOfOrder, at: 2)) { try scanner.readInteger() }
        #expect(try scanner.nextElement() == false)
        #expect(throws: JSONError.self) { try scanner.nextElement() }
        #expect(throws: JSONError.self) { try scanner.leave() }
        try scanner.finish()
        try scanner.finish()
    }

    @Test func `tells what a value is before it is read`() throws {
        var scanner = JSONScanner(Array(#"[{},[],"",-1,false,null,?]"#.utf8))
        try scanner.beginArray()
        for kind in [JSONKind.object, .array, .string, .number, .bool, .null] {
            #expect(try scanner.nextElement())
            #expect(try scanner.kind() == kind)
        }
        #expect(try scanner.nextElement())
        #expect(throws: JSONError(.unexpectedByte, at: 24)) { try scanner.kind() }
    }

    @Test func `can go on after a value of another kind`() throws {
        var scanner = JSONScanner(Array(#"["x",7]"#.utf8))
        try scanner.beginArray()
        _ = try scanner.nextElement()
        #expect(throws: JSONError(.wrongKind, at: 1)) { try scanner.readInteger() }
        #expect(throws: JSONError(.wrongKind, at: 1)) { try scanner.beginObject() }
        #expect(throws: JSONError(.wrongKind, at: 1)) { try scanner.readBool() }
        #expect(throws: JSONError(.wrongKind, at: 1)) { try scanner.readDouble() }
        #expect(try scanner.readString() == "x")
        _ = try scanner.nextElement()
        #expect(throws: JSONError(.wrongKind, at: 5)) { try scanner.readString() }
        #expect(try scanner.readInteger() == 7)
    }

    @Test func `opens JSON that is the text of a string`() throws {
        var outer = JSONScanner(Array(#"{"SessionData":"{\"id\":7}"}"#.utf8))
        try outer.beginObject()
        #expect(try outer.nextMember(in: Self.fields) == .data)
        var inner = JSONScanner(try outer.readStringBytes())
        try inner.beginObject()
        #expect(try inner.nextMember(in: Self.members) == .id)
        #expect(try inner.readInteger() == 7)
        try inner.finish()
        try outer.finish()
    }

    @Test func `gives a value back as it was written`() throws {
        var scanner = JSONScanner(Array(#"{"a" :  { "b" : [ 1 , "\n" ] }  , "c":-1.50 }"#.utf8))
        try scanner.beginObject()
        _ = try scanner.nextKey()
        #expect(
            String(decoding: try scanner.readRaw(), as: UTF8.self) == #"{ "b" : [ 1 , "\n" ] }"#)
        _ = try scanner.nextKey()
        #expect(try scanner.readText() == "-1.50")
        try scanner.finish()
    }

    @Test func `reads one value without containers`() throws {
        var scanner = JSONScanner(Array("  42 ".utf8))
        #expect(try scanner.readInteger() == 42)
        try scanner.finish()
    }
}
