/// Everything of a request before its body.
///
/// An object, since it is handed on several times on the way to its answer and copying its parts
/// each time was measured to cost as much as reading them.
package final class HTTPRequestHead: Sendable {
    /// How the end of the body is known (RFC 9112, section 6.3).
    package enum Framing: Hashable, Sendable {
        case none
        case length(Int)
        case chunked
    }

    package let method: HTTPMethod
    package let version: HTTPVersion
    package let headers: HTTPHeaders
    package let framing: Framing
    /// Whether the peer is content to send another request on this connection.
    package let keepsAlive: Bool
    /// Whether the peer waits for an interim answer before it sends the body.
    package let expectsContinue: Bool

    let targetRange: Range<Int>
    let pathRange: Range<Int>
    let queryRange: Range<Int>

    init(
        method: HTTPMethod, version: HTTPVersion, headers: HTTPHeaders,
        framing: FramingFacts.Conclusion, target: Range<Int>, form: TargetForm
    ) {
        self.method = method
        self.version = version
        self.headers = headers
        self.framing = framing.framing
        keepsAlive = framing.keepsAlive
        expectsContinue = framing.expectsContinue
        targetRange = target
        pathRange = form.path
        queryRange = form.query
    }

    /// The request target as it was sent.
    package var target: String { text(targetRange) }
    /// The path as it was sent, still percent-encoded; `*` for a request about the whole server.
    package var path: String { text(pathRange) }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: headers.head[range], as: UTF8.self)
    }
}
