import Foundation
import IntegrationSupport
import Telemetry
import Testing

extension `A running node` {
    @Suite struct `Under load` {
        @Test func `keeps answering while a store is away, and loses no record`() async throws {
            try await TestStores.withOwn { stores in
                try await Site.with(stores) { site in
                    try await NodeProcess.with(site) { node in
                        try await outage(of: .postgres, node, site)
                        try await outage(of: .redis, node, site)
                        try await silentRedis(node, site)
                        try await forcedStop(node, site)
                    }
                }
            }
        }

        private func outage(
            of store: TestStores.Store, _ node: NodeProcess, _ site: Site
        ) async throws {
            try await site.database.sql("TRUNCATE call_records")
            let findings = try await CallLoad.run(site, ports: [node.port]) { load in
                try await load.proceeds(by: 200)
                try await site.stores.pause(store)
                try await load.proceeds(by: 200)
                let readiness = try await node.send(WebRequest(method: "GET", path: "/readyz"))
                #expect(readiness.status == 200)
                #expect(readiness.text.contains("degraded"))
                try await load.proceeds(by: 200)
                try await site.stores.resume(store)
                try await load.proceeds(by: 200)
            }
            try await findings.check("\(store.rawValue) stopped and started", at: site)
            let isReady = try await eventually {
                try await node.send(WebRequest(method: "GET", path: "/readyz")).text
                    .contains("ready") == true
            }
            #expect(isReady)
            #expect(try await site.database.sql("SELECT count(*) FROM dead_letters") == "0")
        }

        private func silentRedis(_ node: NodeProcess, _ site: Site) async throws {
            try await site.database.sql("TRUNCATE call_records")
            let findings = try await CallLoad.run(site, ports: [node.port]) { load in
                try await load.proceeds(by: 100)
                try site.stores.freezeRedis()
                try await load.proceeds(by: 300)
                try site.stores.thawRedis()
                try await load.proceeds(by: 100)
            }
            try await findings.check("redis silent", at: site)
            // Nobody waited longer than a decision may take, and what a busy machine adds.
            #expect(findings.slowest < .seconds(5))
        }

        /// The first signal waits for what is owed to the database; the second does not.
        private func forcedStop(_ node: NodeProcess, _ site: Site) async throws {
            let call = SampleCall(to: Site.ladder, at: site)
            try await site.stores.pause(.postgres)
            _ = try await node.ask(call.arrival)
            #expect(try await node.send(call.detail).status == 200)
            node.child.signal(SIGTERM)
            let isStopping = try await eventually {
                node.child.output.contains("stopping: doors first")
            }
            #expect(isStopping)
            #expect(node.child.status == nil)
            let began = MonotonicClock.now()
            node.child.signal(SIGTERM)
            #expect(await node.child.wait() == EX_TEMPFAIL)
            print("second signal: ended after \((MonotonicClock.now() - began).text)")
            #expect(MonotonicClock.now() - began < .seconds(3))
            try await site.stores.resume(.postgres)
        }

        @Test func `drains when it is told to stop`() async throws {
            try await Site.with { site in
                try await NodeProcess.with(site) { node in
                    var stopping = Duration.zero
                    let findings = try await CallLoad.run(site, ports: [node.port]) { load in
                        try await load.proceeds(by: 300)
                        stopping = MonotonicClock.now()
                        node.child.signal(SIGTERM)
                        #expect(await node.child.wait() == 0)
                        stopping = MonotonicClock.now() - stopping
                    }
                    print("drain: stopped \(stopping.text) after SIGTERM")
                    #expect(stopping < .seconds(10))
                    try await findings.check("drain", at: site, mayLoseConnections: true)
                    // At most the request that was on its way on each caller's connection.
                    #expect(findings.unanswered <= 4)
                    #expect(node.child.output.contains("\"stopped\""))
                }
            }
        }

        @Test func `finishes a request it has begun to read`() async throws {
            try await Site.with { site in
                try await NodeProcess.with(site) { node in
                    let call = SampleCall(to: Site.ladder, at: site)
                    let request = call.arrival
                    let line = try HTTPLine(port: node.port)
                    try line.write(Array(request.head.utf8) + request.body.prefix(10))
                    // Another answer in between: by then the first bytes are read as well.
                    _ = try await node.send(WebRequest(method: "GET", path: "/livez"))
                    node.child.signal(SIGTERM)
                    let isStopping = try await eventually {
                        node.child.output.contains("stopping: doors first")
                    }
                    #expect(isStopping)
                    try line.write(Array(request.body.dropFirst(10)))
                    #expect(try Document(try line.read()).isDial)
                    #expect(throws: HTTPLine.Fault.closed) { try line.read() }
                    #expect(throws: HTTPLine.Fault.cannotConnect) { try HTTPLine(port: node.port) }
                    #expect(await node.child.wait() == 0)
                    #expect(
                        try await site.database.sql(
                            "SELECT status FROM call_records WHERE session_token = '\(call.token)'")
                            == "ringing")
                }
            }
        }
    }
}
