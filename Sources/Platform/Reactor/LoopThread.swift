internal import CLibuv
internal import Glibc
internal import Synchronization

/// A thread of the system, and the loop that is current on it.
enum LoopThread {
    /// The slot each thread keeps its loop in; made once, never given back.
    private static let slot: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// The loop whose thread this is, as an address.
    static var current: UnsafeMutableRawPointer? { pthread_getspecific(slot) }

    static func setCurrent(_ loop: UnsafeMutableRawPointer?) {
        pthread_setspecific(slot, loop)
    }

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread of the given name, and answers its id or libuv's error.
    static func start(
        _ name: String, _ body: @escaping @Sendable () -> Void
    ) -> Result<uv_thread_t, ReactorError> {
        var thread = uv_thread_t()
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        let status = uv_thread_create(
            &thread,
            { argument in
                guard let argument else { return }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                // The kernel keeps fifteen bytes of a name and refuses a longer one.
                pthread_setname_np(
                    pthread_self(), String(start.name.unicodeScalars.prefix(15).filter(\.isASCII)))
                start.body()
            }, start.toOpaque())
        guard status == 0 else {
            start.release()
            return .failure(ReactorError(status: status, during: "start thread"))
        }
        return .success(thread)
    }

    /// Starts a thread that nobody will join; answers whether there is one.
    static func startDetached(_ name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        let started = start(name) {
            pthread_detach(pthread_self())
            body()
        }
        return (try? started.get()) != nil
    }

    /// Waits until the thread is gone.
    static func join(_ thread: uv_thread_t) {
        var thread = thread
        uv_thread_join(&thread)
    }
}
