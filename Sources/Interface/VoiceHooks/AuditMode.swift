/// Which webhooks are written to the audit.
package enum AuditMode: String, Hashable, Sendable, CaseIterable {
    case off
    /// Only what was refused, unreadable or turned away.
    case faults
    case all
}
