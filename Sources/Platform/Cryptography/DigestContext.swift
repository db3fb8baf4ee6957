import COpenSSL
import Locks

/// One digest under way in the library, freed with its owner.
///
/// `@unchecked Sendable` because every instance is either in the hands of the one caller that took
/// it from the pool, or never written after its making, and then only copied from.
final class DigestContext: @unchecked Sendable {
    let pointer: OpaquePointer

    init?() {
        guard let pointer = EVP_MD_CTX_new() else { return nil }
        self.pointer = pointer
    }

    deinit {
        EVP_MD_CTX_free(pointer)
    }

    /// Begins a SHA-256 digest.
    func begin() -> Bool {
        guard let sha256 = Algorithm.sha256 else { return false }
        return EVP_DigestInit_ex2(pointer, sha256, nil) == 1
    }

    /// Goes on from where another digest stands.
    func begin(from other: DigestContext) -> Bool {
        EVP_MD_CTX_copy_ex(pointer, other.pointer) == 1
    }

    func update(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.isEmpty || EVP_DigestUpdate(pointer, bytes.baseAddress, bytes.count) == 1
    }

    /// Writes the 32 bytes of the digest; the destination has room for them.
    func finish(into digest: UnsafeMutablePointer<UInt8>) -> Bool {
        EVP_DigestFinal_ex(pointer, digest, nil) == 1
    }
}

/// Contexts kept for use again: making one costs more than a short digest.
final class DigestPool: Sendable {
    static let contexts = DigestPool()

    private static let kept = 64
    private let free = Guarded<[DigestContext]>([])

    /// Lends a context; `nil` when there is none to be had or the body did not succeed.
    ///
    /// A context that failed is not lent again.
    func digest(_ body: (DigestContext, UnsafeMutablePointer<UInt8>) -> Bool) -> [UInt8]? {
        guard let context = free.withLock({ $0.popLast() }) ?? DigestContext() else { return nil }
        var succeeded = false
        let digest = [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            succeeded = body(context, start)
            count = succeeded ? SHA256.byteCount : 0
        }
        guard succeeded else {
            ERR_clear_error()
            return nil
        }
        free.withLock { free in
            if free.count < Self.kept { free.append(context) }
        }
        return digest
    }
}
