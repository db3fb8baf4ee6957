import Cryptography

extension String {
    /// The beginning of the text: nothing a call needs is longer, and what is kept must be bounded.
    func clipped(to bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: bytes)
        // A character of several bytes is kept whole or not at all.
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(self[..<end])
    }

    /// An id as it is when it is short, else its digest: still the same for the same id.
    var asEventID: String {
        utf8.count <= 64 ? self : Hex.encode(SHA256.hash(Array(utf8)))
    }
}
