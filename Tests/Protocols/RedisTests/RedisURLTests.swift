import Testing

@testable import Redis

@Suite struct `A Redis URL` {
    struct Reading: Sendable {
        let url: String
        let endpoint: RedisEndpoint
        var user: String?
        var password: String?
        var database = 0
    }

    @Test(arguments: [
        Reading(url: "redis://localhost", endpoint: .tcp(host: "localhost", port: 6379)),
        Reading(url: "redis://10.0.0.1:7000", endpoint: .tcp(host: "10.0.0.1", port: 7000)),
        Reading(url: "redis://h/", endpoint: .tcp(host: "h", port: 6379)),
        Reading(url: "redis://h/3", endpoint: .tcp(host: "h", port: 6379), database: 3),
        Reading(url: "redis://[::1]:6380/1", endpoint: .tcp(host: "::1", port: 6380), database: 1),
        Reading(url: "redis://[::1]", endpoint: .tcp(host: "::1", port: 6379)),
        Reading(
            url: "redis://:secret@h", endpoint: .tcp(host: "h", port: 6379), password: "secret"),
        Reading(
            url: "redis://me:se%40cr%2Fet@h:1/2", endpoint: .tcp(host: "h", port: 1), user: "me",
            password: "se@cr/et", database: 2),
        Reading(
            url: "redis://me:a@b:c@h", endpoint: .tcp(host: "h", port: 6379), user: "me",
            password: "a@b:c"),
        Reading(
            url: "redis://me@h", endpoint: .tcp(host: "h", port: 6379), user: "me", password: ""),
        Reading(url: "unix:/run/redis.sock", endpoint: .unix(path: "/run/redis.sock")),
        Reading(url: "unix:///run/r.sock?db=4", endpoint: .unix(path: "/run/r.sock"), database: 4),
        Reading(
            url: "unix://u:p@/run/r.sock", endpoint: .unix(path: "/run/r.sock"), user: "u",
            password: "p"),
    ])
    func `reads every part`(reading: Reading) throws {
        let configuration = try RedisConfiguration(url: reading.url)
        #expect(configuration.endpoint == reading.endpoint)
        #expect(configuration.credentials?.user == reading.user)
        #expect(configuration.credentials?.password == reading.password)
        #expect(configuration.database == reading.database)
    }

    @Test(arguments: [
        "", "redis:", "redis://", "http://secret@h", "rediss://:secret@h", "redis://h:0",
        "redis://h:65536", "redis://h:secret", "redis://h:+1", "redis://h/secret", "redis://h/-1",
        "redis://:secret%4@h", "redis://:secret%zz@h", "redis://:secret%ff@h",
        "redis://[::1", "redis://[::1]secret", "redis://h?db=1", "redis://:secret@:1", "unix:",
        "unix://secret/run/x", "unix:/x?secret=1", "unix:/x?db=secret",
        "redis://h/99999999999999999",
        "unix:/" + String(repeating: "secret", count: 20),
    ])
    func `is refused without repeating it`(url: String) {
        let error = #expect(throws: RedisError.self) { try RedisConfiguration(url: url) }
        #expect(error?.code == .invalidConfiguration)
        let shown = "\(error.map { "\($0)" } ?? "")\(String(reflecting: error))"
        #expect(!shown.contains("secret"))
    }

    @Test func `never shows its password`() throws {
        let configuration = try RedisConfiguration(url: "redis://me:hush@h")
        var dumped = ""
        dump(configuration, to: &dumped)
        for shown in [dumped, "\(configuration)", String(reflecting: configuration)] {
            #expect(!shown.contains("hush"))
            #expect(shown.contains("hidden"))
        }
    }

    @Test func `reports every problem at once`() {
        var configuration = RedisConfiguration(endpoint: .tcp(host: "", port: 0))
        configuration.database = -1
        configuration.clientName = "two words"
        configuration.commandDeadline = .zero
        configuration.maximumPending = 0
        #expect(configuration.problems().count == 6)
    }
}
