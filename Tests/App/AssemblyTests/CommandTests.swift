import Foundation
import Telephony
import Testing

@testable import Assembly

@Suite struct `A command line` {
    @Test(
        arguments: [
            (["serve"], .serve(config: nil)),
            (["serve", "--config", "a.json5"], .serve(config: "a.json5")),
            (["--config=a.json5", "serve"], .serve(config: "a.json5")),
            (["migrate", "--config", "b"], .migrate(config: "b")),
            (["config", "check"], .checkConfiguration(config: nil)),
            (
                ["tenant", "load", "t.json5", "--webhook-key-file", "k1", "--webhook-key-file=k2"],
                .loadTenant(file: "t.json5", keyFiles: ["k1", "k2"], config: nil)
            ),
            (
                ["tenant", "--config", "c", "load", "t.json5"],
                .loadTenant(file: "t.json5", keyFiles: [], config: "c")
            ),
            ([], .help), (["help"], .help), (["--help"], .help), (["-h"], .help),
            (["version"], .version), (["--version"], .version),
        ] as [([String], Command)])
    func `says what to do`(arguments: [String], command: Command) throws {
        #expect(try Command(arguments) == command)
    }

    @Test func `asks for a route`() throws {
        let command = try Command([
            "route", "t.json5", "--from", "+1", "--to=2101", "--direction", "subscriber",
            "--after", "busy", "--after", "no_answer",
        ])
        guard case .route(let question) = command else {
            Issue.record("not a question")
            return
        }
        #expect(question.tenant == "t.json5")
        #expect(question.from == "+1")
        #expect(question.to == "2101")
        #expect(question.origin == .internalOrigin)
        #expect(question.outcomes == [.busy, .noAnswer])
    }

    @Test(
        arguments: [
            ["dance"], ["serve", "now"], ["serve", "--config"], ["serve", "--port", "1"],
            ["serve", "--config", "a", "--config", "b"], ["config"], ["config", "print"],
            ["tenant"], ["tenant", "load"], ["tenant", "drop", "x"], ["migrate", "down"],
            ["tenant", "load", "a", "b"], ["route"], ["route", "t", "--from", "1"],
            ["route", "t", "--to", "1"],
            ["route", "t", "--from", "1", "--to", "2", "--after", "tea"],
            ["route", "t", "--from", "1", "--to", "2", "--direction", "up"],
            ["version", "--config", "a"],
        ])
    func `is refused when it makes no sense`(arguments: [String]) {
        #expect(throws: Command.UsageError.self) { try Command(arguments) }
    }

    @Test(
        arguments: [
            (["help"], EX_OK), (["version"], EX_OK), (["dance"], EX_USAGE),
            (["serve", "--config", "/nowhere.json5"], EX_CONFIG),
            (["migrate"], EX_CONFIG), (["config", "check"], EX_OK),
            (["route", "/nowhere.json5", "--from", "1", "--to", "2"], EX_CONFIG),
        ])
    func `ends with a status that says how it went`(
        arguments: [String], status: Int32
    ) async {
        #expect(await CommandRunner.run(arguments, environment: [:]) == status)
    }
}
