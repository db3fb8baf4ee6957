/// A secret key that does not show itself in logs and debuggers, and is wiped when it goes.
package struct SymmetricKey: Sendable {
    /// The bytes, in memory of their own that no array copies around.
    ///
    /// `@unchecked Sendable` because the memory is written only before `init` returns and freed
    /// only when nobody holds the storage any more.
    private final class Storage: @unchecked Sendable {
        let bytes: UnsafeMutableRawBufferPointer

        init(_ key: UnsafeRawBufferPointer) {
            bytes = .allocate(byteCount: key.count, alignment: 16)
            bytes.copyMemory(from: key)
        }

        deinit {
            SecureMemory.wipe(bytes)
            bytes.deallocate()
        }
    }

    private let storage: Storage

    /// Copies the bytes into memory of its own.
    package init(_ bytes: [UInt8]) {
        storage = bytes.withUnsafeBytes(Storage.init)
    }

    /// A new random key.
    package static func random(count: Int = 32) -> SymmetricKey {
        var bytes = SecureRandom.bytes(count)
        defer { SecureMemory.wipe(&bytes) }
        return SymmetricKey(bytes)
    }

    /// How many bytes the key has.
    package var count: Int { storage.bytes.count }

    /// Lends the bytes for the time of the call.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(storage.bytes))
    }

    /// A copy of the bytes, for writing the key where it is kept.
    package func copyBytes() -> [UInt8] {
        Array(storage.bytes)
    }
}

extension SymmetricKey: Equatable {
    /// Compares in constant time.
    package static func == (left: SymmetricKey, right: SymmetricKey) -> Bool {
        constantTimeEquals(
            UnsafeRawBufferPointer(left.storage.bytes), UnsafeRawBufferPointer(right.storage.bytes))
    }
}

extension SymmetricKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the key.
    package var description: String { "‹secret›" }
    /// Never the key.
    package var debugDescription: String { description }
    /// Nothing to be seen inside.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
