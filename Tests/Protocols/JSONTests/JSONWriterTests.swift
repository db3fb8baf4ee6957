import JSON
import Testing

@Suite struct `A JSON writer` {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `puts commas and brackets where they belong`() {
        let text = written {
            $0.object {
                $0.member("a", 1)
                $0.member("b", "x")
                $0.array("c") {
                    $0.integer(-1)
                    $0.bool(true)
                    $0.null()
                    $0.object { _ in }
                    $0.array { _ in }
                }
                $0.object("d") { $0.member("e", 0.5) }
                $0.member("f", ["g", "h"])
                $0.key("i")
                $0.raw("{\"j\":[]}".utf8)
                $0.member("k", false)
            }
        }
        #expect(
            text
                == #"{"a":1,"b":"x","c":[-1,true,null,{},[]],"d":{"e":0.5},"f":["g","h"],"i":{"j":[]},"k":false}"#
        )
    }

    @Test func `writes nothing as null`() {
        let text = written {
            $0.object {
                $0.member("a", nil as String?)
                $0.member("b", nil as Int?)
                $0.member("c", nil as Double?)
                $0.member("d", nil as Bool?)
                $0.member("e", Double.nan)
                $0.member("f", -Double.infinity)
            }
        }
        #expect(text == #"{"a":null,"b":null,"c":null,"d":null,"e":null,"f":null}"#)
    }

    @Test func `escapes what a string can not hold`() {
        let all = String(String.UnicodeScalarView((0..<0x20).compactMap { Unicode.Scalar($0) }))
        let text = written { $0.string("\"\\/é😀\u{7F}" + all) }
        #expect(text.hasPrefix("\"\\\"\\\\/é😀\u{7F}\\u0000\\u0001"))
        #expect(text.contains(#"\u0008\t\n\u000b\u000c\r\u000e"#))
        #expect(text.hasSuffix("\\u001f\""))
    }

    @Test(arguments: [
        0, -0.0, 1, -1.5, 0.1, 1e-7, 1e22, Double.leastNonzeroMagnitude,
        Double.greatestFiniteMagnitude, 1e16,
        123456789.125,
    ])
    func `writes a double that reads back as itself`(_ number: Double) throws {
        var writer = JSONWriter()
        writer.double(number)
        var scanner = JSONScanner(writer.bytes)
        #expect(try scanner.readDouble() == number)
        try scanner.finish()
    }

    @Test func `writes the whole range of integers`() {
        #expect(written { $0.integer(Int64.min) } == "-9223372036854775808")
        #expect(written { $0.integer(UInt64.max) } == "18446744073709551615")
    }

    @Test func `writes behind what a buffer holds`() {
        var writer = JSONWriter(appendingTo: Array("data: ".utf8))
        writer.object { $0.member("a", 1) }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"data: {"a":1}"#)
    }
}
