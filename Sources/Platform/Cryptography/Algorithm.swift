import COpenSSL

/// The algorithms of the library, fetched once: a fetch takes locks and a search by name.
enum Algorithm {
    // Sound because a fetched method is immutable and reference counted inside the library,
    // and these are written once, by the thread-safe initialisation of a static.
    nonisolated(unsafe) static let sha256: OpaquePointer? = EVP_MD_fetch(nil, "SHA256", nil)
    nonisolated(unsafe) static let aes256GCM: OpaquePointer? =
        EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
}
