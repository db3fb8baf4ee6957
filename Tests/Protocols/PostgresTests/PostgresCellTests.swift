import Testing

@testable import Postgres

@Suite struct `A cell` {
    private func cell(_ text: String?) -> PostgresCell {
        PostgresCell(
            column: "amount", content: text.map { .text(Array($0.utf8)[...]) } ?? .null)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("42", 42), ("-42", -42),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
    ])
    func `reads integers to their limits`(text: String, number: Int64) throws {
        #expect(try cell(text).int == number)
    }

    @Test(arguments: [
        "", "-", "+1", "1.5", "x", " 1", "9223372036854775808", "-9223372036854775809",
        "99999999999999999999999",
    ])
    func `refuses what is no 64-bit integer`(text: String) {
        let error = #expect(throws: PostgresError.self) { try cell(text).int }
        #expect(error?.code == .undecodable)
    }

    @Test(arguments: [("t", true), ("f", false)])
    func `reads truth values`(text: String, flag: Bool) throws {
        #expect(try cell(text).bool == flag)
    }

    @Test(arguments: ["", "true", "tt", "1"])
    func `refuses other truth values`(text: String) {
        #expect(throws: PostgresError.self) { try cell(text).bool }
    }

    @Test(arguments: [("1.5", 1.5), ("1e-3", 0.001), ("-Infinity", -Double.infinity)])
    func `reads floating-point numbers`(text: String, number: Double) throws {
        #expect(try cell(text).double == number)
        #expect(try cell("NaN").double.isNaN)
    }

    @Test func `reads bytea in hex`() throws {
        #expect(try cell("\\x").bytes == [])
        #expect(try cell("\\x00fFa1").bytes == [0, 0xFF, 0xA1])
        for text in ["", "00", "\\x0", "\\xzz", "\\000"] {
            #expect(throws: PostgresError.self) { try cell(text).bytes }
        }
    }

    static let arrays: [(String, [String?])] = [
        ("{}", []),
        ("{a}", ["a"]),
        ("{a,NULL,b}", ["a", nil, "b"]),
        (#"{"NULL",null,""}"#, ["NULL", "null", ""]),
        (#"{"a,b","{}","say \"hi\"","back\\slash"}"#, ["a,b", "{}", #"say "hi""#, #"back\slash"#]),
    ]

    @Test(arguments: arrays)
    func `reads arrays`(text: String, elements: [String?]) throws {
        #expect(try cell(text).textArray == elements)
    }

    @Test(arguments: [
        "", "{", "}", "a", "{a", "{a,}", "{,}", "{{a},{b}}", "[0:1]={a,b}", #"{"a}"#, #"{"a"b}"#,
        #"{a"b"}"#, #"{"a\}"#,
    ])
    func `refuses what is no plain array`(text: String) {
        #expect(throws: PostgresError.self) { try cell(text).textArray }
    }

    @Test func `reads arrays of integers`() throws {
        #expect(try cell("{1,NULL,-2}").intArray == [1, nil, -2])
        #expect(throws: PostgresError.self) { try cell("{1,x}").intArray }
    }

    @Test(arguments: 0..<200)
    func `reads back what the array writer wrote`(round: Int) throws {
        var dice = SeededDice(seed: UInt64(round))
        let alphabet = Array("ab,{}\"\\ NUL'é")
        let elements: [String?] = (0..<Int.random(in: 0..<6, using: &dice)).map { _ in
            guard Int.random(in: 0..<4, using: &dice) > 0 else { return nil }
            return String(
                (0..<Int.random(in: 0..<8, using: &dice)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &dice)]
                })
        }
        var writer = ParameterWriter()
        writer.write(.textArray(elements))
        let read = try cell(String(decoding: writer.bytes, as: UTF8.self)).textArray
        #expect(read == elements, "seed \(round)")
    }

    @Test func `names its column and keeps its content out of the error`() throws {
        let error = try #require(
            #expect(throws: PostgresError.self) { try cell("+41791234567").int })
        #expect(String(reflecting: error).contains("amount"))
        #expect(!String(reflecting: error).contains("4179"))
        #expect(!String(describing: error).contains("amount"))
    }

    @Test func `is nothing when NULL and not asked for`() throws {
        #expect(cell(nil).isNull)
        #expect(try cell(nil).ifPresent?.int == nil)
        #expect(try cell("3").ifPresent?.int == 3)
        #expect(throws: PostgresError.self) { try cell(nil).int }
        #expect(throws: PostgresError.self) { try cell(nil).text }
    }

    @Test func `is refused as text when it is not UTF-8`() {
        let cell = PostgresCell(column: "name", content: .text([0xC3, 0x28][...]))
        #expect(throws: PostgresError.self) { try cell.text }
    }
}

@Suite struct `The rows of an outcome` {
    private let rows = PostgresRows(
        storage: RowStorage(
            columns: ["id", "name"], rowCount: 2, buffer: Array("1anna2".utf8),
            extents: [
                .init(offset: 0, length: 1), .init(offset: 1, length: 4),
                .init(offset: 5, length: 1), .init(offset: 6, length: -1),
            ], tag: "SELECT 2", affected: 2))

    @Test func `are read by name and by place`() throws {
        #expect(try rows.map { row throws in try row["id"].int } == [1, 2])
        #expect(try rows[0][1].text == "anna")
        #expect(rows[1]["name"].isNull)
        #expect(rows.affected == 2)
        #expect(rows.columns == ["id", "name"])
    }

    @Test func `throw for what is not there`() {
        for cell in [rows[0]["none"], rows[0][2], rows[0][-1], rows[2][0], rows[-1]["id"]] {
            let error = #expect(throws: PostgresError.self) { try cell.text }
            #expect(error?.code == .undecodable)
        }
    }
}
