import Foundation
import Reactor
import Telemetry

// benchmarks                  the suites in process, as a table
// benchmarks --json           the same, for programs
// benchmarks load OPTIONS     load on a server; see LoadOptions

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "load" {
    guard let options = LoadOptions(Array(arguments.dropFirst())) else {
        FileHandle.standardError.write(Data("benchmarks: an option is not sound\n".utf8))
        exit(EX_USAGE)
    }
    let loop = try EventLoop(name: "load")
    // Calls of different runs must not look like repeats of each other.
    let first = UInt64(WallClock.nowMilliseconds()) << 20
    try await LoadRun(options, loop: loop, firstCall: first).run().show()
} else {
    let loops = try EventLoopGroup(count: 1)
    let benchmarks = try RoutingSuite.all + WireSuite.all + EngineSuite.all(on: loops)
    Report.show(benchmarks.map { $0.measure() }, json: arguments.contains("--json"))
}
