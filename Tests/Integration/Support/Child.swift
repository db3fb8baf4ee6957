package import Foundation
import Synchronization

/// A program that runs beside the tests, and is killed when nobody holds it any more.
package final class Child: Sendable {
    package let pid: pid_t
    /// The file its output goes to, both kinds in one.
    private let outputPath: String
    private let ended = Mutex<Int32?>(nil)

    package struct CannotStart: Error {
        package let program: String
    }

    /// Starts a program found in `PATH`.
    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String]? = nil
    ) throws {
        outputPath = NSTemporaryDirectory() + "/strowger-child-\(UUID().uuidString)"
        let environment = environment ?? ProcessInfo.processInfo.environment
        var words = ([program] + arguments).map { strdup($0) as UnsafeMutablePointer<CChar>? }
        var settings = environment.map { strdup("\($0)=\($1)") as UnsafeMutablePointer<CChar>? }
        defer { for pointer in words + settings { free(pointer) } }
        words.append(nil)
        settings.append(nil)
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &files, 1, outputPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&files, 1, 2)
        // The threads tasks run on block all signals, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var started: pid_t = 0
        guard posix_spawnp(&started, program, &files, &attributes, words, settings) == 0 else {
            throw CannotStart(program: program)
        }
        pid = started
    }

    deinit {
        if status == nil {
            kill(pid, SIGKILL)
            _ = collect(waiting: true)
        }
        unlink(outputPath)
    }

    /// What it has printed so far.
    package var output: String {
        FileManager.default.contents(atPath: outputPath)
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// How it ended, as a shell says it; `nil` while it runs.
    package var status: Int32? { collect(waiting: false) }

    package func signal(_ signal: Int32) {
        ended.withLock { if $0 == nil { _ = kill(pid, signal) } }
    }

    /// Ends it at once, and returns when it is gone.
    package func end() async {
        signal(SIGKILL)
        _ = await wait()
    }

    /// Waits until it has ended; the answer is its status.
    package func wait() async -> Int32 {
        if let status { return status }
        return await onThread { self.collect(waiting: true) ?? -1 }
    }

    /// A process is collected once; its number may belong to another one afterwards.
    private func collect(waiting: Bool) -> Int32? {
        while true {
            let known = ended.withLock { ended -> Int32? in
                guard ended == nil else { return ended }
                var raw: Int32 = 0
                guard waitpid(pid, &raw, WNOHANG) == pid else { return nil }
                ended = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
                return ended
            }
            if known != nil || !waiting { return known }
            usleep(5_000)
        }
    }
}

/// Runs what blocks on a thread of its own: the pool of Swift's tasks is as small as the machine.
package func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: body()) }
    }
}

/// A program that did not do what it was started for.
package struct ProgramFailed: Error {
    package let status: Int32
    package let output: String
}

/// Runs a program to its end and returns what it printed; throws when it failed.
@discardableResult
package func run(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil
) async throws -> String {
    let child = try Child(program, arguments, environment: environment)
    let status = await child.wait()
    guard status == 0 else { throw ProgramFailed(status: status, output: child.output) }
    return child.output
}
