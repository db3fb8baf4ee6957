import Routing
import Telephony
import Testing

@testable import CallControl

@Suite struct `A route preview` {
    private func agents(_ preview: RoutePreview) -> [Int64?] {
        preview.steps.map {
            if case .agent(let attempt) = $0.decision { attempt.agent.rawValue } else { nil }
        }
    }

    @Test func `decides a call with its reasons`() throws {
        let table = try table(
            to: .group(groupID(1)), groups: [group(1, members: [2, 1])])
        let preview = RoutePreview(of: call(to: "7000"), in: table)
        #expect(agents(preview) == [2])
        let explanation = try #require(preview.steps.first?.explanation)
        #expect(explanation.configurationVersion == 3)
        #expect(explanation.rules.map(\.verdict) == [.taken])
        #expect(explanation.strategy == "priority")
        #expect(explanation.candidateCount == 2)
    }

    @Test func `plays attempts until they are used up`() throws {
        let table = try table(
            to: .group(groupID(1)),
            groups: [group(1, members: [1, 2], fallback: .number("441632960777"))])
        let preview = RoutePreview(
            of: call(to: "7000"), in: table, outcomes: [.busy, .failed, .noAnswer, .busy])
        #expect(agents(preview) == [1, 2, nil])
        #expect(
            preview.steps.last?.decision == .number("441632960777", ringTimeout: .seconds(20)))
    }

    @Test func `ends with a conversation`() throws {
        let table = try table(to: .agent(agentID(3)))
        let preview = RoutePreview(
            of: call(to: "7000"), in: table, outcomes: [.answered, .busy])
        #expect(preview.steps.map(\.decision).last == .hangup)
        #expect(preview.steps.count == 2)
    }

    @Test func `shows the safe plan where nothing matches`() throws {
        let preview = RoutePreview(of: call(to: "999"), in: try table())
        #expect(preview.steps.map(\.decision) == [.safePlan(.noMatchingRule)])
    }

    @Test func `answers the same question the same way`() throws {
        let table = try table(
            to: .group(groupID(1)), groups: [group(1, members: [1, 2, 3])])
        let decisions = (0..<3).map { _ in
            RoutePreview(of: call(to: "7000"), in: table, outcomes: [.busy, .busy])
                .steps.map(\.decision)
        }
        #expect(Set(decisions).count == 1)
    }

    @Test func `goes out by trunks`() throws {
        let table = try table(
            outbound: [try outboundRule(5, trunks: [1], fallback: [2])],
            trunks: [Trunk(id: trunkID(1), name: "a"), Trunk(id: trunkID(2), name: "b")])
        let preview = RoutePreview(
            of: call(to: "441632960001", .internalOrigin), in: table, outcomes: [.failed])
        let fallbacks = preview.steps.map {
            if case .trunks(let attempt) = $0.decision { attempt.isFallback } else { false }
        }
        #expect(fallbacks == [false, true])
    }
}
