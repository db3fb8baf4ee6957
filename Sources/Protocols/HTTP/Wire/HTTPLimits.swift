/// How much of a request is read before it is refused.
package struct HTTPLimits: Hashable, Sendable {
    /// The longest request line, without its line end; longer is answered 414.
    package var requestLine: Int
    /// The longest header section, line ends included; longer is answered 431.
    package var fields: Int
    /// The most header fields; more are answered 431.
    package var fieldCount: Int
    /// The most bytes of chunk sizes and extensions in one body.
    package var chunkOverhead: Int

    package init(
        requestLine: Int = 8_192, fields: Int = 32_768, fieldCount: Int = 100,
        chunkOverhead: Int = 65_536
    ) {
        // Field positions are 16 bits wide, so that a head of twelve fields fits in 100 bytes.
        self.requestLine = min(max(requestLine, 16), 16_384)
        self.fields = min(max(fields, 16), 45_056)
        self.fieldCount = min(max(fieldCount, 1), 1_000)
        self.chunkOverhead = max(chunkOverhead, 64)
    }
}
