package import CallControl
package import Cryptography
package import Telephony

/// What a callback needs to go on with a call, in a URL: tenant, session and route progress.
///
/// The token is compact, deterministic (the same attempt always has the same token, so a repeated
/// request gets the same bytes), versioned, and sealed with HMAC-SHA256 cut to 128 bits. It holds
/// no secret and no phone number. A node that never saw the call can go on from the token alone.
package struct CallbackToken: Hashable, Sendable {
    package let tenant: TenantID
    package let session: SessionToken
    package let progress: RouteProgress

    package init(tenant: TenantID, session: SessionToken, progress: RouteProgress) {
        self.tenant = tenant
        self.session = session
        self.progress = progress
    }
}

/// Seals and opens callback tokens with one key.
package struct CallbackSeal: Sendable {
    private static let version: UInt8 = 1
    private static let codeCount = 16
    private let authentication: HMACSHA256

    /// `key` is derived for this purpose alone.
    package init(key: SymmetricKey) throws(CryptographyError) {
        authentication = try HMACSHA256(key: key)
    }

    /// The token as a URL path segment.
    package func seal(_ token: CallbackToken) -> String {
        var writer = TokenWriter()
        writer.byte(Self.version)
        writer.number(UInt64(bitPattern: token.tenant.rawValue))
        writer.session(token.session.rawValue)
        writer.progress(token.progress)
        writer.code(authentication.authenticate(writer.bytes).prefix(Self.codeCount))
        return Base64URL.encode(writer.bytes)
    }

    /// The token in a path segment; `nil` when it was not sealed with this key.
    package func open(_ text: String) -> CallbackToken? {
        guard text.utf8.count <= 2_048, let bytes = Base64URL.decode(text),
            bytes.count > Self.codeCount
        else { return nil }
        let content = Array(bytes.dropLast(Self.codeCount))
        let expected = Array(authentication.authenticate(content).prefix(Self.codeCount))
        guard constantTimeEquals(expected, Array(bytes.suffix(Self.codeCount))) else { return nil }
        var reader = TokenReader(bytes: content)
        guard reader.byte() == Self.version, let tenant = reader.number(),
            let session = reader.session(), let progress = reader.progress(), reader.isAtEnd
        else { return nil }
        return CallbackToken(
            tenant: TenantID(rawValue: Int64(bitPattern: tenant)),
            session: SessionToken(rawValue: session), progress: progress)
    }
}
