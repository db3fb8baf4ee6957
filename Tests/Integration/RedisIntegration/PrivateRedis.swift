import Foundation
import Glibc
import Redis

/// A Redis of one test's own, reached by a Unix socket, to be killed, frozen and started again.
final class PrivateRedis: @unchecked Sendable {
    // Unchecked: used by one test's task at a time, which awaits each call.
    let folder: String
    private let options: [String]
    private var pid: pid_t?

    /// Makes the folder and starts the server; the client finds out when it is ready.
    init(options: [String] = []) throws {
        var template = Array("/tmp/strowger-redis.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CannotStart() }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.options = options
        try start()
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    struct CannotStart: Error {}

    var configuration: RedisConfiguration {
        var configuration = RedisConfiguration(endpoint: .unix(path: folder + "/socket"))
        configuration.longestPause = .milliseconds(200)
        configuration.connectDeadline = .seconds(10)
        configuration.commandDeadline = .seconds(10)
        return configuration
    }

    func start() throws {
        let words =
            [
                "redis-server", "--port", "0", "--unixsocket", folder + "/socket", "--dir", folder,
                "--save", "", "--appendonly", "no", "--logfile", folder + "/log",
                "--enable-debug-command", "yes",
            ] + options
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for word in arguments { free(word) } }
        var started: pid_t = 0
        guard posix_spawnp(&started, "redis-server", nil, nil, &arguments, environ) == 0 else {
            throw CannotStart()
        }
        pid = started
    }

    /// Ends the server at once, and returns when it is gone.
    func kill() {
        guard let ended = pid else { return }
        pid = nil
        Glibc.kill(ended, SIGKILL)
        var status: Int32 = 0
        while waitpid(ended, &status, 0) == -1, errno == EINTR {}
        unlink(folder + "/socket")
    }

    /// The server stays connected and answers nothing, until `thaw`.
    func freeze() {
        if let pid { Glibc.kill(pid, SIGSTOP) }
    }

    func thaw() {
        if let pid { Glibc.kill(pid, SIGCONT) }
    }
}
