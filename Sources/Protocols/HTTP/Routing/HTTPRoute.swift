package import Reactor

/// What is answered at one path.
package struct HTTPRoute: Sendable {
    package let methods: HTTPMethods
    /// Segments that are text or `{parameter}`, as in `/api/voice/application/{domain}`.
    package let pattern: String
    /// The largest body that is read; a larger one is answered 413.
    package let bodyLimit: Int
    /// The content types a body may have, in lower case; nil takes any.
    ///
    /// A body of another type, or of none, is answered 415.
    package let contentTypes: [String]?
    /// Runs on the loop of the connection and must not block; what waits belongs in `.later`.
    package let answer: @Sendable (HTTPRequest, EventLoop) -> HTTPAnswer

    package init(
        _ methods: HTTPMethods, _ pattern: String, bodyLimit: Int = HTTPRoute.defaultBodyLimit,
        contentTypes: [String]? = nil,
        answer: @escaping @Sendable (HTTPRequest, EventLoop) -> HTTPAnswer
    ) {
        self.methods = methods
        self.pattern = pattern
        self.bodyLimit = max(0, bodyLimit)
        self.contentTypes = contentTypes
        self.answer = answer
    }

    /// One mebibyte.
    package static let defaultBodyLimit = 1_048_576

    /// Whether a body with these fields is taken.
    func accepts(_ headers: HTTPHeaders) -> Bool {
        guard let contentTypes else { return true }
        guard let type = headers.contentType else { return false }
        return contentTypes.contains(type)
    }
}
