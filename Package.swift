// swift-tools-version: 6.2
import PackageDescription

// The map of the code, bottom layer first. A module may use modules declared above it
// here, in a layer its own layer is allowed to see. Breaking either rule stops the build.

// MARK: - Clib: C, as it is

let cLibuv = cLibrary("CLibuv", pkgConfig: "libuv")
let cLibpq = cLibrary("CLibpq", pkgConfig: "libpq")
let cHiredis = cLibrary("CHiredis", pkgConfig: "hiredis")
let cOpenSSL = cLibrary("COpenSSL", pkgConfig: "openssl")

// MARK: - Platform: knows the machine, not telephony

let locks = module("Locks", in: .platform)
let collections = module("Collections", in: .platform)
let telemetry = module("Telemetry", in: .platform, uses: locks)
let supervision = module("Supervision", in: .platform, uses: locks, telemetry)
let cryptography = module("Cryptography", in: .platform, uses: cOpenSSL, locks)
let reactor = module("Reactor", in: .platform, uses: cLibuv, locks, telemetry)

// MARK: - Protocols: each speaks one wire format

let json = module("JSON", in: .protocols)
let cxml = module("CXML", in: .protocols)
let http = module("HTTP", in: .protocols, uses: cOpenSSL, locks, reactor, supervision, telemetry)
let postgres = module(
    "Postgres", in: .protocols, uses: cLibpq, locks, reactor, supervision, telemetry)
let redis = module("Redis", in: .protocols, uses: cHiredis, locks, reactor, supervision, telemetry)

// MARK: - Domain: knows telephony, not the machine

let telephony = module("Telephony", in: .domain)
let routing = module("Routing", in: .domain, uses: telephony)
let callControl = module("CallControl", in: .domain, uses: telephony, routing)

// MARK: - Engine: the actors, where meaning meets wire

let callEngine = module(
    "CallEngine", in: .engine,
    uses: telephony, routing, callControl, reactor, collections, locks, supervision, telemetry)
let persistence = module(
    "Persistence", in: .engine,
    uses: telephony, callControl, cryptography, postgres, redis, reactor, locks, supervision,
    telemetry,
    embedding: [.embedInCode("Migrations")])

// MARK: - Interface: the doors

let voiceHooks = module(
    "VoiceHooks", in: .interface,
    uses: telephony, routing, callControl, callEngine, cryptography, http, json, cxml, reactor,
    locks, telemetry)
let operations = module("Operations", in: .interface, uses: http, reactor, telemetry)

// MARK: - App: reads configuration, wires, runs

let assembly = module(
    "Assembly", in: .app,
    uses: callEngine, persistence, voiceHooks, operations,
    telephony, routing, callControl, http, postgres, redis, cxml, json, cryptography, reactor,
    locks, supervision, telemetry)

let package = Package(
    name: "strowger",
    products: [.executable(name: "strowger", targets: ["strowger"])],
    targets: [
        cLibuv, cLibpq, cHiredis, cOpenSSL,
        locks, collections, telemetry, supervision, cryptography, reactor,
        json, cxml, http, postgres, redis,
        telephony, routing, callControl,
        callEngine, persistence,
        voiceHooks, operations,
        assembly,
    ].map(\.target) + [
        benchmarks(
            uses: telephony, routing, callControl, callEngine, voiceHooks, http, json, cxml,
            cryptography, reactor, telemetry),
        .executableTarget(
            name: "strowger", dependencies: ["Assembly"],
            path: "Sources/App/strowger", swiftSettings: house),
        .executableTarget(
            name: "http-oracle", dependencies: ["HTTP"],
            path: "Tests/Differential/HTTPOracle", swiftSettings: house),
        .testTarget(
            name: "ArchitectureTests", path: "Tests/Architecture", swiftSettings: house),
        tests(of: locks),
        tests(of: collections),
        tests(of: telemetry),
        tests(of: supervision, uses: locks, telemetry),
        tests(of: cryptography),
        tests(of: reactor, uses: locks, telemetry),
        tests(of: json),
        tests(of: cxml),
        tests(of: http, uses: locks, reactor, telemetry, supervision),
        tests(of: postgres, uses: locks, reactor, telemetry, supervision),
        .testTarget(
            name: "PostgresIntegration",
            dependencies: ["Postgres", "Reactor", "Supervision", "Telemetry"],
            path: "Tests/Integration/PostgresIntegration", swiftSettings: house),
        tests(of: redis, uses: locks, reactor, telemetry, supervision),
        .testTarget(
            name: "RedisIntegration", dependencies: ["Redis", "Reactor", "Telemetry"],
            path: "Tests/Integration/RedisIntegration", swiftSettings: house),
        .target(
            name: "IntegrationSupport",
            dependencies: ["Cryptography", "Persistence", "Postgres", "Reactor", "Telemetry"],
            path: "Tests/Integration/Support", swiftSettings: house),
        .testTarget(
            name: "PersistenceIntegration",
            dependencies: [
                "IntegrationSupport", "CallControl", "CallEngine", "Cryptography", "Locks",
                "Persistence", "Postgres", "Reactor", "Redis", "Supervision", "Telemetry",
                "Telephony",
            ],
            path: "Tests/Integration/PersistenceIntegration", swiftSettings: house),
        .testTarget(
            name: "NodeIntegration",
            dependencies: ["IntegrationSupport", "CXML", "Telemetry", "strowger"],
            path: "Tests/Integration/NodeIntegration", swiftSettings: house),
        tests(of: telephony),
        tests(of: routing, uses: telephony),
        tests(of: callControl, uses: telephony, routing),
        tests(
            of: callEngine, uses: telephony, routing, callControl, reactor, collections, locks,
            telemetry),
        tests(
            of: voiceHooks,
            uses: telephony, routing, callControl, callEngine, cryptography, http, json, cxml,
            reactor, locks, telemetry),
        tests(of: assembly, uses: callEngine, cxml, http, telephony, telemetry),
    ]
)

// MARK: - The rules

enum Layer: String {
    case clib = "Clib"
    case platform = "Platform"
    case protocols = "Protocols"
    case domain = "Domain"
    case engine = "Engine"
    case interface = "Interface"
    case app = "App"

    /// The layers a module of this layer may use; Domain sees only itself.
    var mayUse: Set<Layer> {
        switch self {
        case .clib: []
        case .platform: [.clib, .platform]
        case .protocols: [.clib, .platform, .protocols]
        case .domain: [.domain]
        case .engine: [.platform, .protocols, .domain]
        case .interface: [.platform, .protocols, .domain, .engine]
        case .app: [.platform, .protocols, .domain, .engine, .interface]
        }
    }
}

struct Module {
    let layer: Layer
    let target: Target
}

@MainActor func module(
    _ name: String, in layer: Layer, uses: Module..., embedding resources: [Resource] = []
) -> Module {
    for other in uses where !layer.mayUse.contains(other.layer) {
        fatalError("\(name) is in \(layer) and may not use \(other.target.name)")
    }
    return Module(
        layer: layer,
        target: .target(
            name: name, dependencies: uses.map { .byName(name: $0.target.name) },
            path: "Sources/\(layer.rawValue)/\(name)", resources: resources, swiftSettings: house))
}

/// What is measured; in the package, so that it is built with every commit and cannot rot.
@MainActor func benchmarks(uses: Module...) -> Target {
    .executableTarget(
        name: "benchmarks", dependencies: uses.map { .byName(name: $0.target.name) },
        path: "Benchmarks", exclude: ["peers"], swiftSettings: house)
}

/// The pure and unit tests of one module, in the folder that mirrors its sources.
@MainActor func tests(of module: Module, uses: Module...) -> Target {
    .testTarget(
        name: "\(module.target.name)Tests",
        dependencies: ([module] + uses).map { .byName(name: $0.target.name) },
        path: "Tests/\(module.layer.rawValue)/\(module.target.name)Tests", swiftSettings: house)
}

func cLibrary(_ name: String, pkgConfig: String) -> Module {
    Module(
        layer: .clib,
        target: .systemLibrary(name: name, path: "Sources/Clib/\(name)", pkgConfig: pkgConfig))
}

var house: [SwiftSetting] {
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .treatAllWarnings(as: .error),
        // Layers are modules, and calls cross them for every request: let the optimiser see through.
        .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    ]
}
