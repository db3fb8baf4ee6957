/// The name of one field of a log line.
///
/// Keys are declared, not typed at the call: one spelling everywhere, and a reader of the logs can
/// find the list. Other modules add theirs in an extension.
package struct LogKey: Hashable, Sendable {
    /// The name as the line writes it.
    package let name: String

    /// Makes a key; a name the line itself uses gets an underscore behind it.
    package init(_ name: String) {
        self.name = Self.reserved.contains(name) ? name + "_" : name
    }

    private static let reserved: Set<String> = ["ts", "level", "label", "message"]
}

extension LogKey {
    /// Which call.
    package static let callID = LogKey("call_id")
    /// Which tenant.
    package static let tenantID = LogKey("tenant_id")
    /// The provider's token of the session.
    package static let sessionToken = LogKey("session_token")
    /// What ties the lines of one request together, across systems.
    package static let correlationID = LogKey("correlation_id")
    /// Which agent.
    package static let agentID = LogKey("agent_id")
    /// Which group of agents.
    package static let groupID = LogKey("group_id")
    /// Why a call ended.
    package static let cause = LogKey("cause")
    /// How something came out.
    package static let outcome = LogKey("outcome")
    /// Why something was decided.
    package static let reason = LogKey("reason")
    /// The pattern of the route a request came by.
    package static let route = LogKey("route")
    /// The method of a request.
    package static let method = LogKey("method")
    /// The status of an answer or a call.
    package static let status = LogKey("status")
    /// The state something is in.
    package static let state = LogKey("state")
    /// What failed, without numbers and names.
    package static let error = LogKey("error")
    /// How many.
    package static let count = LogKey("count")
    /// How many there may be.
    package static let limit = LogKey("limit")
    /// How many bytes.
    package static let bytes = LogKey("bytes")
    /// Which try, counted from one.
    package static let attempt = LogKey("attempt")
    /// How long it took.
    package static let duration = LogKey("duration")
    /// How long it will be waited.
    package static let delay = LogKey("delay")
    /// Which service.
    package static let service = LogKey("service")
    /// Which event loop.
    package static let loop = LogKey("loop")
    /// A network address of our own side or of a store.
    package static let address = LogKey("address")
    /// A path in the file system.
    package static let path = LogKey("path")
    /// The version of a configuration or a program.
    package static let version = LogKey("version")
    /// A signal of the operating system.
    package static let signal = LogKey("signal")
}
