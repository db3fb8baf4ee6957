import Locks
package import Reactor
package import Routing
package import Telephony

/// Every tenant this node serves, found by any of the names a switch may use.
package final class TenantDirectory: Sendable {
    private let state = Guarded(State())
    private let loops: EventLoopGroup
    private let limit: VoiceLimit
    private let renderSafePlan: @Sendable (RoutingTable) -> [UInt8]

    fileprivate struct State {
        var tenants: [TenantID: TenantRuntime] = [:]
        var domains: [String: TenantRuntime] = [:]
        var domainUUIDs: [String: TenantRuntime] = [:]
        var applications: [String: TenantRuntime] = [:]
        var isLoaded = false
    }

    package init(
        loops: EventLoopGroup, limit: VoiceLimit,
        renderSafePlan: @escaping @Sendable (RoutingTable) -> [UInt8]
    ) {
        self.loops = loops
        self.limit = limit
        self.renderSafePlan = renderSafePlan
    }

    // MARK: - Changing

    /// Puts a tenant's table in force; an older version than the present one is passed over.
    package func install(_ table: RoutingTable) {
        let snapshot = TenantSnapshot(table: table, safeAnswer: renderSafePlan(table))
        state.withLock { state in
            let id = table.tenant.id
            let runtime: TenantRuntime
            if let known = state.tenants[id] {
                let present = known.snapshot.table
                guard table.version >= present.version else { return }
                state.forget(known, by: present.tenant)
                known.install(snapshot)
                runtime = known
            } else {
                runtime = TenantRuntime(id: id, snapshot: snapshot, loops: loops, limit: limit)
                state.tenants[id] = runtime
            }
            state.index(runtime, by: table.tenant)
        }
    }

    /// The tenant is gone: nothing finds it any more.
    package func remove(_ id: TenantID) {
        state.withLock { state in
            guard let runtime = state.tenants.removeValue(forKey: id) else { return }
            state.forget(runtime, by: runtime.snapshot.table.tenant)
        }
    }

    /// Every tenant has been loaded once: the node can tell an unknown tenant from one not loaded yet.
    package func markLoaded() { state.withLock { $0.isLoaded = true } }

    // MARK: - Finding

    package var isLoaded: Bool { state.withLock { $0.isLoaded } }

    /// The version in force for each tenant.
    package var versions: [TenantID: Int64] {
        state.withLock { $0.tenants.mapValues { $0.snapshot.table.version } }
    }

    package func tenant(_ id: TenantID) -> TenantRuntime? { state.withLock { $0.tenants[id] } }

    /// `domain` in the form `DomainName.normalised` gives.
    package func tenant(domain: String) -> TenantRuntime? {
        state.withLock { $0.domains[domain] }
    }

    /// `uuid` in lower case.
    package func tenant(domainUUID uuid: String) -> TenantRuntime? {
        state.withLock { $0.domainUUIDs[uuid] }
    }

    /// `application` in lower case.
    package func tenant(application: String) -> TenantRuntime? {
        state.withLock { $0.applications[application] }
    }
}

extension TenantDirectory.State {
    fileprivate mutating func index(_ runtime: TenantRuntime, by tenant: Tenant) {
        for domain in tenant.domains {
            domains[domain.name] = runtime
            if let uuid = domain.uuid { domainUUIDs[uuid] = runtime }
        }
        for application in tenant.applications { applications[application] = runtime }
    }

    /// Takes back the names that are still the tenant's.
    ///
    /// One that moved to another tenant may have been given to that one already.
    fileprivate mutating func forget(_ runtime: TenantRuntime, by tenant: Tenant) {
        for domain in tenant.domains {
            if domains[domain.name] === runtime { domains[domain.name] = nil }
            if let uuid = domain.uuid, domainUUIDs[uuid] === runtime { domainUUIDs[uuid] = nil }
        }
        for application in tenant.applications where applications[application] === runtime {
            applications[application] = nil
        }
    }
}
