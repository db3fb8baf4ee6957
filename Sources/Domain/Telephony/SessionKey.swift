/// One call of one tenant: the key of everything that is kept about a call.
///
/// Every table of calls is searched by it, several times for a request, so its hash is computed
/// once. Comparing hashes first spares the search a look at the texts of other calls.
package struct SessionKey: Hashable, Sendable {
    package let tenant: TenantID
    package let token: SessionToken
    private let hash: Int

    package init(tenant: TenantID, token: SessionToken) {
        self.tenant = tenant
        self.token = token
        var hasher = Hasher()
        hasher.combine(tenant)
        hasher.combine(token)
        hash = hasher.finalize()
    }

    /// Which of a number of shards the call belongs to.
    package func shard(of count: Int) -> Int {
        Int((UInt(bitPattern: hash) >> 32) % UInt(max(1, count)))
    }

    package static func == (left: SessionKey, right: SessionKey) -> Bool {
        left.hash == right.hash && left.tenant == right.tenant && left.token == right.token
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }
}
