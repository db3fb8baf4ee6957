/// What the server proves who it is with.
package struct TLSConfiguration: Hashable, Sendable {
    /// A PEM file: the server's certificate first, then those that vouch for it.
    package var certificateFile: String
    /// A PEM file with the private key, not encrypted.
    package var privateKeyFile: String

    package init(certificateFile: String, privateKeyFile: String) {
        self.certificateFile = certificateFile
        self.privateKeyFile = privateKeyFile
    }
}
