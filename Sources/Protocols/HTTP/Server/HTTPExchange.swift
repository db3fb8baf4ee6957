/// One request from its head to its answer.
final class HTTPExchange: Sendable {
    /// What will answer, as far as the head tells.
    enum Verdict: Sendable {
        case route(Int, HTTPPathParameters)
        /// No route runs; the body is read and thrown away first, so that the connection can stay.
        case settled(HTTPResponse, route: Int?)
    }

    let head: HTTPRequestHead
    let verdict: Verdict
    let correlation: HTTPCorrelation
    /// When the head was complete, on the monotonic clock.
    let began: Duration

    /// How large a body without a reader may be before the connection is given up instead.
    private static let swallowed = 65_536

    init(
        _ head: HTTPRequestHead, router: HTTPRouter, correlation: HTTPCorrelation, began: Duration
    ) {
        self.head = head
        self.correlation = correlation
        self.began = began
        verdict = Self.verdict(head, router)
    }

    /// The route, for the metrics.
    var route: Int? {
        switch verdict {
        case .route(let route, _): route
        case .settled(_, let route): route
        }
    }

    var hasBody: Bool {
        switch head.framing {
        case .none, .length(0): false
        case .length, .chunked: true
        }
    }

    func bodyLimit(_ router: HTTPRouter) -> Int {
        switch verdict {
        case .route(let route, _): router.routes[route].bodyLimit
        case .settled: Self.swallowed
        }
    }

    private static func verdict(_ head: HTTPRequestHead, _ router: HTTPRouter) -> Verdict {
        switch router.match(head) {
        case .route(let index, let parameters):
            let route = router.routes[index]
            switch head.framing {
            case .none, .length(0): break
            case .length, .chunked:
                guard route.accepts(head.headers) else {
                    return .settled(unsupportedType(route), route: index)
                }
            }
            return .route(index, parameters)
        case .notFound:
            return .settled(
                .failure(.notFound, message: "nothing is here", code: "not_found"), route: nil)
        case .methodNotAllowed(let methods, let route):
            var response = HTTPResponse.failure(
                .methodNotAllowed, message: "this path takes \(methods.allowValue)",
                code: "method_not_allowed")
            response.headers = [("Allow", methods.allowValue)]
            return .settled(response, route: route)
        case .options(let methods, let route):
            var response = HTTPResponse.empty(.noContent)
            response.headers = [("Allow", methods.allowValue)]
            return .settled(response, route: route)
        case .malformed:
            return .settled(
                .failure(
                    .badRequest, message: "the path is not well encoded", code: "malformed_path"),
                route: nil)
        }
    }

    private static func unsupportedType(_ route: HTTPRoute) -> HTTPResponse {
        let accepted = (route.contentTypes ?? []).joined(separator: ", ")
        var response = HTTPResponse.failure(
            .unsupportedMediaType, message: "this path takes \(accepted)",
            code: "unsupported_media_type")
        response.headers = [("Accept", accepted)]
        return response
    }
}

extension HTTPResponse {
    /// The answer to a request that was refused; nothing can follow it.
    static func refusal(_ refusal: HTTPRefusal) -> HTTPResponse {
        var response = HTTPResponse.failure(
            refusal.status,
            message: refusal.rawValue.split(separator: "_").joined(separator: " "),
            code: refusal.rawValue)
        response.closesConnection = true
        return response
    }
}
