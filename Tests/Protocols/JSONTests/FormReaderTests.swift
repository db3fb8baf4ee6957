import JSON
import Testing

@Suite struct `A form reader` {
    @Test func `reads pairs in their order`() throws {
        let form = try FormReader(query: "From=%2B13035550142&To=8200&CallerName=Front+Desk&Empty=")
        #expect(form.pairs.map(\.name) == ["From", "To", "CallerName", "Empty"])
        #expect(form["From"] == "+13035550142")
        #expect(form["CallerName"] == "Front Desk")
        #expect(form["Empty"] == "")
        #expect(form["Missing"] == nil)
        #expect(form["from"] == nil)
    }

    @Test(
        arguments: [
            ("", [:]), ("&", [:]), ("&&&", [:]), ("a", ["a": ""]), ("a&b=1", ["a": "", "b": "1"]),
            ("a=1=2", ["a": "1=2"]), ("=v", ["": "v"]), ("=", ["": ""]),
            ("a=1;b=2", ["a": "1;b=2"]),
            ("%61%3D=%26", ["a=": "&"]), ("a=%C3%A9", ["a": "é"]), ("a=é", ["a": "é"]),
            ("a+b=c%20d", ["a b": "c d"]), ("a=%2b%2B", ["a": "++"]), ("a=%00", ["a": "\u{0}"]),
            ("&a=1&&b=2&", ["a": "1", "b": "2"]),
        ] as [(String, [String: String])])
    func `decodes`(_ query: String, _ pairs: [String: String]) throws {
        let form = try FormReader(query: query)
        #expect(form.pairs.count == pairs.count)
        for (name, value) in pairs { #expect(form[name] == value) }
    }

    @Test func `lets the first of equal names win and counts the others`() throws {
        let form = try FormReader(query: "a=1&b=2&a=3&%61=4")
        #expect(form["a"] == "1")
        #expect(form.duplicates == 2)
        #expect(form.pairs.count == 2)
    }

    @Test(arguments: [
        ("a=%", FormError(.invalidPercent, at: 2)), ("a=%2", FormError(.invalidPercent, at: 2)),
        ("a=%2g", FormError(.invalidPercent, at: 2)), ("a=x%&b", FormError(.invalidPercent, at: 3)),
        ("%zz=1", FormError(.invalidPercent, at: 0)), ("a=%FF", FormError(.invalidUTF8, at: 2)),
        ("a=%C3", FormError(.invalidUTF8, at: 2)), ("%ED%A0%80=1", FormError(.invalidUTF8, at: 0)),
        ("a=%C3&b=%A9", FormError(.invalidUTF8, at: 2)),
    ])
    func `refuses`(_ query: String, _ error: FormError) {
        #expect(throws: error) { try FormReader(query: query) }
    }

    @Test func `refuses bytes that are not UTF-8`() {
        #expect(throws: FormError(.invalidUTF8, at: 2)) { try FormReader([0x61, 0x3D, 0xFF]) }
    }

    @Test func `takes 200 pairs and no more`() throws {
        let pairs = (0..<200).map { "n\($0)=\($0)" }.joined(separator: "&")
        #expect(try FormReader(query: pairs).pairs.count == 200)
        let error = #expect(throws: FormError.self) { try FormReader(query: pairs + "&x=1") }
        #expect(error?.code == .tooManyPairs)
        let same = Array(repeating: "a=1", count: 201).joined(separator: "&")
        #expect(throws: FormError.self) { try FormReader(query: same) }
    }
}
