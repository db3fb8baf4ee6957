import Foundation
package import Postgres
package import Reactor
import Supervision
package import Telemetry
package import Telephony

/// Keeps the tenants in force equal to those in the database.
///
/// A committed change notifies; the watcher reads that tenant again. After a lost connection, and
/// once a minute for good measure, it compares versions, so that nothing is missed for long. A tenant
/// that cannot be read stays as it was, and is in nobody else's way.
package struct ConfigurationWatcher: Service {
    /// Where configurations go.
    ///
    /// Called one at a time.
    package struct Target: Sendable {
        package let install: @Sendable (TenantConfiguration) async -> Void
        package let remove: @Sendable (TenantID) async -> Void
        package let versions: @Sendable () -> [TenantID: Int64]
        package let loaded: @Sendable () -> Void

        package init(
            install: @escaping @Sendable (TenantConfiguration) async -> Void,
            remove: @escaping @Sendable (TenantID) async -> Void,
            versions: @escaping @Sendable () -> [TenantID: Int64],
            loaded: @escaping @Sendable () -> Void
        ) {
            self.install = install
            self.remove = remove
            self.versions = versions
            self.loaded = loaded
        }
    }

    private let store: ConfigurationStore
    private let listener: PostgresListener
    private let target: Target
    private let loop: EventLoop
    private let log: Log
    private let reloads: Counter
    private let failures: Counter

    package static let channel = "strowger_config"
    /// How often versions are compared.
    private static let comparison: Duration = .seconds(60)

    package init(
        store: ConfigurationStore, listener: PostgresListener, target: Target,
        loop: EventLoop, log: Log, metrics: Metrics
    ) {
        self.store = store
        self.listener = listener
        self.target = target
        self.loop = loop
        self.log = log
        reloads = metrics.counter(
            "strowger_config_reloads_total", help: "Tenants read from the database.")
        failures = metrics.counter(
            "strowger_config_reload_failures_total",
            help: "Tenants, or lists of them, that could not be read.")
    }

    package func run() async throws {
        let inbox = Inbox<Wish>(capacity: 4_096)
        await withDiscardingTaskGroup { group in
            group.addTask(name: "config-notices") { await listen(into: inbox) }
            group.addTask(name: "config-clock") { await tick(into: inbox) }
            group.addTask(name: "config-reader") { await read(from: inbox) }
        }
    }

    /// Something to read again.
    private enum Wish: Hashable, Sendable {
        case everything
        /// At this version, or a later one.
        case tenant(TenantID, Int64)
    }

    private struct Notice: Decodable {
        let tenant: Int64
        let version: Int64
    }

    // MARK: - Where wishes come from

    private func listen(into inbox: Inbox<Wish>) async {
        for await event in listener.events {
            switch event {
            case .connected, .missed:
                _ = inbox.send(.everything)
            case .notification(let notification):
                let notice = try? JSONDecoder().decode(
                    Notice.self, from: Data(notification.payload.utf8))
                // A notice nobody can read still says that something changed.
                let wish = notice.map { Wish.tenant(TenantID(rawValue: $0.tenant), $0.version) }
                _ = inbox.send(wish ?? .everything)
            case .disconnected:
                log.warning("configuration changes are not heard of; will compare versions later")
            }
        }
        inbox.close()
    }

    private func tick(into inbox: Inbox<Wish>) async {
        _ = inbox.send(.everything)
        while !Task.isCancelled {
            // Until the first reading succeeds there is nothing to serve: try more often then.
            let isEmpty = target.versions().isEmpty
            await pause(isEmpty ? .seconds(1) : Self.comparison)
            _ = inbox.send(.everything)
        }
        inbox.close()
    }

    /// Sleeps in short pieces, since the loop's timers know nothing of cancellation.
    private func pause(_ duration: Duration) async {
        let end = MonotonicClock.now() + duration
        while !Task.isCancelled, MonotonicClock.now() < end {
            await loop.sleep(for: min(.milliseconds(200), duration))
        }
    }

    // MARK: - What becomes of them

    private func read(from inbox: Inbox<Wish>) async {
        for await wish in inbox.messages {
            var wish = wish
            while !Task.isCancelled, await !fulfil(wish) {
                // The database is away, or its pool has yet to find out that it is back.
                await pause(.seconds(1))
                wish = .everything
            }
        }
    }

    private func fulfil(_ wish: Wish) async -> Bool {
        do {
            switch wish {
            case .everything: try await compareAll()
            case .tenant(let id, let version):
                // One load of a tenant is many statements, and each of them notifies.
                if (target.versions()[id] ?? .min) < version { try await readTenant(id) }
            }
            return true
        } catch {
            failures.increment()
            log.error("configuration could not be read", [.error: "\(error)"])
            return false
        }
    }

    private func compareAll() async throws {
        let present = target.versions()
        let wanted = try await store.versions()
        for id in present.keys where wanted[id] == nil { await target.remove(id) }
        for (id, version) in wanted.sorted(by: { $0.key < $1.key })
        where present[id] != version {
            try await readTenant(id)
        }
        // A key that expires changes no version.
        for id in try await store.tenantsWithKeysExpired(within: Self.comparison * 2)
        where present[id] == wanted[id] {
            try await readTenant(id)
        }
        target.loaded()
    }

    /// Throws only what concerns every tenant.
    private func readTenant(_ id: TenantID) async throws {
        reloads.increment()
        let stored: TenantConfiguration?
        do {
            stored = try await store.configuration(of: id)
        } catch let error as PostgresError where error.code != .undecodable {
            throw error
        } catch {
            failures.increment()
            log.error(
                "a tenant cannot be read and stays as it was",
                [.tenantID: id.description, .error: "\(error)"])
            return
        }
        guard let configuration = stored else {
            await target.remove(id)
            log.notice("tenant removed", [.tenantID: id.description])
            return
        }
        if let present = target.versions()[id], present > configuration.tenant.version {
            // The database went back in time, as after a restore: what it says now counts.
            await target.remove(id)
        }
        await target.install(configuration)
        log.notice(
            "tenant loaded",
            [
                .tenantID: id.description, .version: String(configuration.tenant.version),
                .count: String(configuration.inboundRules.count),
            ])
    }
}
