/// A Lua script that Redis runs as one step, sent by its digest once Redis knows it.
package struct RedisScript: Hashable, Sendable {
    /// A short name for logs and metrics.
    package let name: String
    /// The Lua source; keys come as `KEYS`, everything else as `ARGV`.
    package let source: String

    package init(name: String, source: String) {
        self.name = name
        self.source = source
    }
}
