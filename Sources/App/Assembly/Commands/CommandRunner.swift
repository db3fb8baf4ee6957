import Foundation
import Telephony

/// Carries a command out; the number is the process's exit status (`sysexits.h`).
package enum CommandRunner {
    package static func run(_ arguments: [String], environment: [String: String]) async -> Int32 {
        let command: Command
        do throws(Command.UsageError) {
            command = try Command(arguments)
        } catch {
            complain("strowger: \(error.message)\nstrowger help shows what there is.")
            return EX_USAGE
        }
        do {
            return try await run(command, environment)
        } catch let error as SettingsError {
            for problem in error.problems { complain("strowger: \(problem)") }
            return EX_CONFIG
        } catch {
            complain("strowger: \(error)")
            return EX_SOFTWARE
        }
    }

    private static func run(
        _ command: Command, _ environment: [String: String]
    ) async throws -> Int32 {
        switch command {
        case .help:
            print(Command.usage)
        case .version:
            print("strowger \(Version.current)")
        case .checkConfiguration(let file):
            try Configuration.read(file: file, environment: environment).checkFiles()
            print("the configuration is sound")
        case .route(let question):
            let tenant: TenantConfiguration
            if FileManager.default.fileExists(atPath: question.tenant) {
                let file = try TenantFile.read(question.tenant, id: TenantID(rawValue: 1))
                tenant = file.configuration
            } else {
                tenant = try await DatabaseCommands(
                    Configuration.read(file: question.config, environment: environment)
                ).tenant(domain: question.tenant)
            }
            print(try question.answer(for: tenant), terminator: "")
        case .serve(let file):
            let configuration = try Configuration.read(file: file, environment: environment)
            try configuration.checkFiles()
            return try await ServeCommand.run(configuration)
        case .migrate(let file):
            return try await DatabaseCommands(
                Configuration.read(file: file, environment: environment)
            ).migrate()
        case .loadTenant(let tenantFile, let keyFiles, let file):
            let configuration = try Configuration.read(file: file, environment: environment)
            let tenant = try TenantFile.read(
                tenantFile, id: TenantID(rawValue: 1), keyFiles: keyFiles)
            return try await DatabaseCommands(configuration).load(tenant)
        }
        return EX_OK
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
