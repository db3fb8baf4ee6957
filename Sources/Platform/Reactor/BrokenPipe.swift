internal import Glibc

/// The signal that would end the process when a peer has hung up before we write.
enum BrokenPipe {
    private static let ignored: Void = {
        signal(SIGPIPE, SIG_IGN)
    }()

    /// Turns the signal off for the whole process; the write reports the failure instead.
    static func ignore() { ignored }
}
