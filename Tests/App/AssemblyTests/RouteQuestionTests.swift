import CXML
import Foundation
import Telephony
import Testing

@testable import Assembly

@Suite struct `The answer to a route question` {
    private func answer(_ arguments: [String]) throws -> String {
        let sample = Repository.path("Config/tenants/acme.json5")
        guard case .route(let question) = try Command(["route", sample] + arguments) else {
            throw Command.UsageError(message: "not a question")
        }
        let tenant = try TenantFile.read(question.tenant, id: TenantID(rawValue: 1))
        return try question.answer(for: tenant.configuration)
    }

    /// The documents in an answer, each of which must be legal.
    private func documents(
        in answer: String, at location: SourceLocation = #_sourceLocation
    ) -> [String] {
        let documents = answer.split(separator: "\n").compactMap { line in
            line.hasPrefix("cxml:") ? line.dropFirst(5).trimmingCharacters(in: .whitespaces) : nil
        }
        for document in documents {
            #expect(
                CXMLValidator.validate(Array(document.utf8)) == [], "\(document)",
                sourceLocation: location)
        }
        return documents
    }

    @Test func `has the decision, its reasons and its document`() throws {
        let answer = try answer(["--from", "+441632960001", "--to", "+12125550199"])
        #expect(
            answer.hasPrefix(
                #"decision:  ring agent 1 "Support One", group 1, attempt 1, for 20 s"#))
        #expect(answer.contains("rule:      inbound rule 1: taken"))
        #expect(answer.contains("strategy:  load_balanced"))
        #expect(answer.contains(#"candidate: agent 3 "Support Three""#))
        #expect(answer.contains("tie-break: "))
        let documents = documents(in: answer)
        #expect(documents.count == 1)
        #expect(documents[0].contains(#"<Service provider="vapi">+12025550101</Service>"#))
        #expect(documents[0].contains("http://127.0.0.1:8080/api/voice/callback/"))
        // Who is called, not what the provider is told in confidence.
        #expect(!answer.contains("change-me"))
    }

    @Test func `goes on after attempts that failed`() throws {
        let answer = try answer([
            "--from", "+441632960001", "--to", "+12125550199", "--after", "busy", "--after",
            "failed", "--after", "no_answer", "--after", "no_answer",
        ])
        let documents = documents(in: answer)
        #expect(documents.count == 5)
        #expect(Set(documents).count == 5)
        #expect(documents[3].contains("<Number>2101</Number>"))
        #expect(documents[4].contains("<Say>We are sorry"))
        #expect(answer.contains("after busy\n"))
        #expect(answer.contains("safe plan: "))
    }

    @Test(
        arguments: [
            (["--to", "+99999"], "safe plan: no_matching_rule"),
            (
                ["--to", "+441632960000", "--direction", "subscriber"],
                "go out by trunk carrier-a\n"
            ),
            (
                ["--to", "+33140000000", "--direction", "subscriber"],
                "go out by trunk carrier-a, carrier-b\n"
            ),
            (["--to", "7000"], "ring agent"),
        ])
    func `covers every way a call can go`(arguments: [String], expected: String) throws {
        let answer = try answer(["--from", "2101"] + arguments)
        #expect(answer.contains(expected), "\(answer)")
        #expect(documents(in: answer).count == 1)
    }

    @Test func `uses fallback trunks after a failure alone`() throws {
        let question = ["--from", "2101", "--to", "+441632960000", "--direction", "subscriber"]
        #expect(
            try answer(question + ["--after", "failed"])
                .contains("go out by trunk carrier-b (fallback)"))
        #expect(try !answer(question + ["--after", "busy"]).contains("(fallback)"))
    }

    @Test func `hangs up after a conversation`() throws {
        let answer = try answer(["--from", "1", "--to", "7000", "--after", "answered"])
        #expect(documents(in: answer).last?.contains("<Hangup/>") == true)
    }

    @Test func `is always the same`() throws {
        let question = ["--from", "1", "--to", "7000", "--after", "busy"]
        #expect(try answer(question) == answer(question))
    }
}
