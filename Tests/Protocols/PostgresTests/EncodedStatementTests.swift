import Testing

@testable import Postgres

@Suite struct `An encoded statement` {
    static let texts: [(PostgresValue, String?)] = [
        (.null, nil),
        (.text(""), ""),
        (.text("Zürich, 6° \"x\" \\ '"), "Zürich, 6° \"x\" \\ '"),
        (.int(0), "0"),
        (.int(-42), "-42"),
        (.int(.max), "9223372036854775807"),
        (.int(.min), "-9223372036854775808"),
        (.bool(true), "t"),
        (.bool(false), "f"),
        (.double(0.1), "0.1"),
        (.double(-1e300), "-1e+300"),
        (.double(.nan), "NaN"),
        (.double(.infinity), "Infinity"),
        (.double(-.infinity), "-Infinity"),
        (.bytes([]), "\\x"),
        (.bytes([0, 0x1F, 0xFF]), "\\x001fff"),
        (.json(#"{"a":"b"}"#), #"{"a":"b"}"#),
        (.textArray([]), "{}"),
        (.textArray(["a", nil, ""]), #"{"a",NULL,""}"#),
        (.textArray(["NULL", "a,b", "{}"]), #"{"NULL","a,b","{}"}"#),
        (.textArray([#"say "hi""#, #"back\slash"#]), #"{"say \"hi\"","back\\slash"}"#),
        (.intArray([1, nil, -3]), "{1,NULL,-3}"),
        (.boolArray([true, nil, false]), "{t,NULL,f}"),
        (.doubleArray([1.5, nil, .infinity]), "{1.5,NULL,Infinity}"),
        (.bytesArray([[0xAB], nil, []]), #"{"\\xab",NULL,"\\x"}"#),
        (.jsonArray([#"{"a":1}"#, nil]), #"{"{\"a\":1}",NULL}"#),
    ]

    @Test(arguments: texts)
    func `writes every kind of value`(value: PostgresValue, text: String?) throws {
        let encoded = try EncodedStatement(PostgresStatement("SELECT $1", [value]))
        #expect(parameters(of: encoded) == [text])
    }

    @Test func `keeps SQL and parameters apart by NUL`() throws {
        let encoded = try EncodedStatement(
            PostgresStatement("SELECT $1, $2, $3", ["a", .null, 7]))
        #expect(encoded.bytes == Array("SELECT $1, $2, $3\0a\07\0".utf8))
        #expect(encoded.offsets == [18, nil, 20])
    }

    @Test(arguments: [
        PostgresStatement("SELECT $1", [.text("a\0b")]),
        PostgresStatement("SELECT $1", [.textArray(["fine", "a\0b"])]),
        PostgresStatement("SELECT $1", [.json("\0")]),
        PostgresStatement("SELECT 1\0; DROP TABLE x"),
        PostgresStatement("SELECT", Array(repeating: .null, count: 65_536)),
    ])
    func `is refused when the server would read something else`(statement: PostgresStatement) {
        let error = #expect(throws: PostgresError.self) { try EncodedStatement(statement) }
        #expect(error?.code == .unencodable)
        #expect(error?.isRowFault == true)
    }

    @Test func `names the statement of a pipeline that can not be sent`() {
        let error = #expect(throws: PostgresError.self) {
            try EncodedStatement.all(["SELECT 1", "SELECT 2", .init("SELECT $1", [.text("\0")])])
        }
        #expect(error?.statementIndex == 2)
    }

    private func parameters(of statement: EncodedStatement) -> [String?] {
        statement.offsets.map { offset in
            offset.map {
                String(decoding: statement.bytes[$0...].prefix { $0 != 0 }, as: UTF8.self)
            }
        }
    }
}
