import Assembly
import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
let environment = ProcessInfo.processInfo.environment
exit(await CommandRunner.run(arguments, environment: environment))
