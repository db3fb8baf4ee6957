import CXML
import CallEngine
import Cryptography
import Locks
import Reactor
import Routing
import Telemetry
import Telephony
import Testing

@testable import HTTP
@testable import VoiceHooks

/// What a test door is made of, where the usual does not do.
struct DoorOptions: Sendable {
    var loops = 1
    var configuration = CallEngineConfiguration()
    var tenants = [acmeConfiguration(), otherConfiguration()]
    var isLoaded = true
    var lookup: Bool? = false
    var auditMode = AuditMode.all
    var key = SymmetricKey(Array(repeating: 7, count: 32))
    var coordinator: (any Coordinator)?
}

/// The whole door without sockets: directory, engine and routes on loops of their own.
struct TestDoor: Sendable {
    let loops: EventLoopGroup
    let directory: TenantDirectory
    let engine: CallEngine
    let journal = RecordingJournal()
    let audits = KeptAudits()
    let metrics = Metrics()
    let seal: CallbackSeal
    let door: VoiceDoor
    private let router: HTTPRouter

    init(_ options: DoorOptions) throws {
        loops = try EventLoopGroup(count: options.loops)
        let seal = try CallbackSeal(key: options.key)
        self.seal = seal
        let renderer = DocumentRenderer(seal: seal)
        directory = TenantDirectory(loops: loops, limit: options.configuration.voiceLimit) {
            renderer.safeAnswer(for: $0)
        }
        for tenant in options.tenants { directory.install(RoutingTable(compiling: tenant)) }
        if options.isLoaded { directory.markLoaded() }
        engine = CallEngine(
            services: CallServices(
                configuration: options.configuration,
                coordinator: options.coordinator ?? LocalCoordinator(),
                journal: journal, metrics: CallMetrics(metrics), log: .discarding),
            directory: directory, loops: loops)
        door = VoiceDoor(
            engine: engine, seal: seal,
            stores: VoiceStores(
                lookup: FixedLookup(answer: options.lookup), audit: audits,
                auditMode: options.auditMode),
            metrics: metrics, log: .discarding)
        router = try HTTPRouter(door.routes)
    }

    // MARK: - Requests

    /// Sends a request on a loop and checks that the answer is one the door may give.
    func send(
        _ method: HTTPMethod, _ target: String, headers: [(String, String)] = [],
        body: String = "", on loop: Int = 0, location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(
            method, target, headers: headers, body: Array(body.utf8), on: loop,
            location: location)
    }

    func send(
        _ method: HTTPMethod, _ target: String, headers: [(String, String)], body: [UInt8],
        on loop: Int = 0, location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let bare = try #require(
            HTTPRequest(method, target, headers: headers, body: body), sourceLocation: location)
        guard case .route(let index, let parameters) = router.match(bare.head) else {
            Issue.record("no route for \(method.rawValue) \(target)", sourceLocation: location)
            return Answer(status: .notFound, bytes: [], contentType: nil)
        }
        let request = try #require(
            HTTPRequest(method, target, headers: headers, body: body, parameters: parameters),
            sourceLocation: location)
        let route = router.routes[index]
        let loop = loops.loops[loop % loops.loops.count]
        let response: HTTPResponse = await withCheckedContinuation { continuation in
            loop.execute {
                switch route.answer(request, loop) {
                case .now(let response):
                    continuation.resume(returning: response)
                case .later(let work):
                    Task(executorPreference: loop) { continuation.resume(returning: await work()) }
                }
            }
        }
        let answer = Answer(
            status: response.status, bytes: response.body, contentType: response.contentType)
        if answer.isDocument {
            #expect(
                CXMLValidator.validate(answer.bytes) == [], "\(answer.text)",
                sourceLocation: location)
        }
        return answer
    }

    /// A voice-application request in JSON, with the right bearer.
    func ask(
        _ body: String, stage: String? = nil, path: String = "/\(acmeDomain)", on loop: Int = 0,
        location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        var headers = [
            ("Authorization", "Bearer \(acmeKey)"), ("Content-Type", "application/json"),
        ]
        if let stage { headers.append(("X-Cx-Stageid", stage)) }
        return try await send(
            .post, "/api/voice/application" + path, headers: headers, body: body, on: loop,
            location: location)
    }

    /// The callback of the dial in an answer, as the switch makes it.
    func call(
        back answer: Answer, _ status: String?, call: Int = 1, on loop: Int = 0,
        headers: [(String, String)] = [], location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let action = try #require(answer.action, "\(answer.text)", sourceLocation: location)
        let prefix = "https://engine.example.net"
        #expect(action.hasPrefix(prefix + "/api/voice/callback/"), sourceLocation: location)
        let more = status.map { #","DialCallStatus":"\#($0)""# } ?? ""
        return try await send(
            .post, String(action.dropFirst(prefix.count)),
            headers: [("Content-Type", "application/json")] + headers,
            body: voiceJSON(call, more: more), on: loop, location: location)
    }

    func update(_ body: String, headers: [(String, String)] = [], path: String = "")
        async throws -> Answer
    {
        try await send(
            .post, "/api/voice/session/update" + path,
            headers: [("Content-Type", "application/json")] + headers, body: body)
    }

    func cdr(_ body: String, headers: [(String, String)] = [], path: String = "")
        async throws -> Answer
    {
        try await send(
            .post, "/api/voice/session/cdr" + path,
            headers: [("Content-Type", "application/json")] + headers, body: body)
    }

    /// Returns when everything given to the loops before has run, and what that gave in turn.
    func settles() async {
        for _ in 0..<3 {
            for loop in loops.loops {
                await withCheckedContinuation { continuation in
                    loop.execute { continuation.resume() }
                }
            }
        }
    }

    /// The number a metric shows now.
    func metric(_ name: String) -> Double? {
        metrics.render().split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}

/// What came back, with the little that tests ask of a document.
struct Answer: Sendable {
    let status: HTTPStatus
    let bytes: [UInt8]
    let contentType: String?

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isDocument: Bool { contentType?.hasPrefix("application/xml") == true }
    var isJSON: Bool { contentType == "application/json" }
    private var root: CXMLElement? { try? CXMLValidator.read(bytes) }
    var dial: CXMLElement? { root?.first("Dial") }
    var action: String? { dial?["action"] }
    /// What the service, number or address rung says.
    var rung: String? {
        (dial?.first("Service") ?? dial?.first("Number") ?? dial?.first("Sip"))?.text
            ?? dial?.text
    }
    var isHangup: Bool { text.hasSuffix("<Response><Hangup/></Response>") }
    var isSafePlan: Bool { root?.first("Say") != nil }
    /// The agent of the fixtures that is rung.
    var agent: Int? {
        guard let rung, rung.hasPrefix("+1202555010") else { return nil }
        return rung.last?.wholeNumberValue
    }
}

/// Opens a door for the length of one test.
func withDoor(
    _ change: (inout DoorOptions) -> Void = { _ in }, _ body: (TestDoor) async throws -> Void
) async throws {
    var options = DoorOptions()
    change(&options)
    let door = try TestDoor(options)
    do {
        try await body(door)
    } catch {
        await door.loops.shutDown()
        throw error
    }
    await door.loops.shutDown()
}
