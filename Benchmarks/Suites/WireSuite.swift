import CXML
import CallControl
import CallEngine
import Cryptography
import HTTP
import JSON
import Routing
import Telephony
import VoiceHooks

/// What goes over the wire: reading a request, writing a document.
enum WireSuite {
    static var all: [Benchmark] {
        get throws {
            [try parse, readMembers, try render, writeOnly].compactMap { $0 }
        }
    }

    private static var parse: Benchmark {
        get throws {
            var options = LoadOptions([])
            options?.bearer = "kT7-example-key"
            guard let options else { return Benchmark("HTTP: none") { _ in } }
            let bytes = CallScript(options).request(.application, call: 7, callback: "")
            return Benchmark("HTTP: parse a voice request of \(bytes.count) bytes") { iterations in
                for _ in 0..<iterations {
                    var parser = HTTPParser()
                    parser.append(bytes)
                    blackHole(parser.next())
                }
            }
        }
    }

    private static let body: [UInt8] = {
        guard let options = LoadOptions([]) else { return [] }
        let request = CallScript(options).request(.application, call: 7, callback: "")
        let start = request.firstIndex(of: UInt8(ascii: "{")) ?? 0
        return Array(request[start...])
    }()

    private static var readMembers: Benchmark {
        Benchmark("JSON: read a voice request of \(body.count) bytes") { iterations in
            for _ in 0..<iterations { blackHole(VoiceRequestProbe.token(in: body)) }
        }
    }

    private static var render: Benchmark {
        get throws {
            let table = RoutingTable(
                compiling: RoutingSuite.tenant(rules: 1, strategy: .roundRobin(.init()), agents: 5))
            let renderer = DocumentRenderer(seal: try CallbackSeal(key: .random(count: 32)))
            let snapshot = TenantSnapshot(table: table, safeAnswer: renderer.safeAnswer(for: table))
            let call = RoutingSuite.call(to: "12000000000")
            let progress = RouteProgress(
                leg: .group, attempt: 1, turn: 7, tried: [AgentID(rawValue: 1)],
                groups: [GroupID(rawValue: 1)])
            let decision = Decision.agent(
                AgentAttempt(
                    agent: AgentID(rawValue: 1), group: GroupID(rawValue: 1), number: 1,
                    ringTimeout: .seconds(20), timeLimit: .seconds(7_200)))
            return Benchmark("VoiceHooks: render a decision with its callback token") {
                iterations in
                for _ in 0..<iterations {
                    blackHole(
                        renderer.render(decision, for: call, progress: progress, snapshot: snapshot)
                    )
                }
            }
        }
    }

    private static var writeOnly: Benchmark? {
        guard let provider = try? ProviderID("vapi"), let value = try? NounText("+12025550101"),
            let url = try? WebURL(
                "https://engine.example/api/voice/callback/AQEBAAAAAAAAAAAAAAAAAAAAAA")
        else { return nil }
        let document = CXMLDocument(
            .dial(
                Dial(
                    .service(ServiceNoun(provider: provider, value: value)),
                    action: Callback(url, method: .post))))
        return Benchmark("CXML: write a document") { iterations in
            var buffer: [UInt8] = []
            buffer.reserveCapacity(512)
            for _ in 0..<iterations {
                buffer.removeAll(keepingCapacity: true)
                document.write(into: &buffer)
                blackHole(buffer)
            }
        }
    }
}
