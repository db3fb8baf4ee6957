import Testing

@testable import HTTP

@Suite struct `The router` {
    private static let router = try? HTTPRouter(
        [
            route(.get, "/"), route([.get, .post], "/api/voice/application"),
            route(.post, "/api/voice/application/{domain}"),
            route(.post, "/api/voice/application/special"),
            route(.get, "/api/{kind}/application/{domain}/log"),
            route(.put, "/api/voice/application/special"), route(.options, "/own"),
        ])

    private static func route(_ methods: HTTPMethods, _ pattern: String) -> HTTPRoute {
        HTTPRoute(methods, pattern) { _, _ in .now(.empty()) }
    }

    private func match(_ method: HTTPMethod, _ path: String) throws -> HTTPRouter.Match {
        let bytes = Array(path.utf8)
        return try #require(Self.router).match(method, bytes, 0..<bytes.count)
    }

    @Test(
        arguments: [
            (HTTPMethod.get, "/", 0), (.head, "/", 0), (.post, "/api/voice/application", 1),
            (.get, "/api/voice/application/", 1), (.post, "/api/voice/application/special", 3),
            (.put, "/api/voice/application/special/", 5), (.options, "/own", 6),
        ])
    func `finds routes of text`(method: HTTPMethod, path: String, index: Int) throws {
        #expect(try match(method, path) == .route(index, .none))
    }

    @Test(
        arguments: [
            ("/api/voice/application/a.example.com", "a.example.com"),
            ("/api/voice/application/a%2Eb%20c/", "a.b c"), ("/api/voice/application/%C3%A9", "é"),
            ("/api/voice/application/...", "..."), ("/api/voice/application/a+b", "a+b"),
            ("/api/voice/application/Special", "Special"),
        ])
    func `decodes parameters`(path: String, domain: String) throws {
        guard case .route(2, let parameters) = try match(.post, path) else {
            Issue.record("not found: \(path)")
            return
        }
        #expect(parameters["domain"] == domain)
        #expect(parameters["other"] == nil)
    }

    @Test func `turns back to a parameter when the text led nowhere`() throws {
        guard
            case .route(4, let parameters) = try match(.get, "/api/voice/application/special/log")
        else {
            Issue.record("not found")
            return
        }
        #expect(parameters["kind"] == "voice")
        #expect(parameters["domain"] == "special")
    }

    @Test(
        arguments: [
            "/api", "/api/voice", "/nothing", "//", "//api/voice/application",
            "/api//voice/application", "/api/voice/application//", "/api/voice/application/a/b",
            "/API/voice/application", "/api/voic%65/application",
        ])
    func `knows no other path`(path: String) throws {
        #expect(try match(.post, path) == .notFound)
    }

    @Test(
        arguments: [
            "%", "%2", "%zz", "a%", "%2F", "a%2fb", "%00", "%0d%0a", "%7f", ".", "..", "%2e%2E",
            "%ff", "%C3",
        ])
    func `refuses a parameter that is not one clean segment`(segment: String) throws {
        #expect(try match(.post, "/api/voice/application/\(segment)") == .malformed)
    }

    @Test func `names the methods a path takes`() throws {
        #expect(
            try match(.delete, "/api/voice/application")
                == .methodNotAllowed([.get, .head, .post, .options], route: 1))
        #expect(
            try match(.get, "/api/voice/application/special")
                == .methodNotAllowed([.post, .put, .options], route: 3))
        #expect(
            try match(.options, "/api/voice/application/a")
                == .options([.post, .options], route: 2))
        #expect(
            try match(.options, "*")
                == .options([.get, .head, .post, .put, .options], route: nil))
        #expect(HTTPMethods([.post, .get, .head]).allowValue == "GET, HEAD, POST")
    }

    @Test(arguments: ["a", "", "/{a}/{a}", "/../a", "/a%20b", "/{a"])
    func `refuses a pattern that makes no sense`(pattern: String) {
        #expect(throws: HTTPRouter.Fault.malformedPattern(pattern)) {
            try HTTPRouter([Self.route(.get, pattern)])
        }
    }

    @Test func `refuses two routes for one request`() {
        #expect(throws: HTTPRouter.Fault.duplicate("/{b}")) {
            try HTTPRouter([Self.route([.get, .post], "/{a}"), Self.route(.post, "/{b}")])
        }
    }
}
