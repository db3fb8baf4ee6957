import Testing

@testable import Postgres

@Suite struct `A PostgreSQL configuration` {
    @Test func `reads a URL`() throws {
        let configuration = try PostgresConfiguration(
            parsing: "postgres://ann:s%40crt@db.example:6432/calls"
                + "?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3&application_name=x")
        #expect(configuration.host == "db.example")
        #expect(configuration.port == "6432")
        #expect(configuration.user == "ann")
        #expect(configuration.password == "s@crt")
        #expect(configuration.database == "calls")
        #expect(configuration.sslMode == "verify-full")
        #expect(configuration.applicationName == "x")
        #expect(configuration.connectTimeout == .seconds(3))
        #expect(configuration.options == ["sslrootcert": "/ca.pem"])
    }

    @Test func `reads keys and values with a socket folder`() throws {
        let configuration = try PostgresConfiguration(
            parsing: "host=/run/pg dbname=calls user=ann password='a b'")
        #expect(configuration.endpoints == [.init(host: "/run/pg", port: "5432")])
        #expect(configuration.endpoints.map(\.isSocket) == [true])
        #expect(configuration.password == "a b")
    }

    @Test func `keeps the name beside an address that is given`() throws {
        let both = try PostgresConfiguration(parsing: "host=db hostaddr=192.0.2.1")
        #expect(both.host == "db")
        #expect(both.options["hostaddr"] == "192.0.2.1")
        let alone = try PostgresConfiguration(parsing: "hostaddr=192.0.2.1")
        #expect(alone.host == "192.0.2.1")
    }

    @Test func `pairs several hosts with their ports`() throws {
        let configuration = try PostgresConfiguration(
            parsing: "postgres://a:1,b:2/calls?target_session_attrs=read-write")
        #expect(
            configuration.endpoints == [.init(host: "a", port: "1"), .init(host: "b", port: "2")])
    }

    @Test(arguments: ["nonsense", "postgres://ann:hush@[::1/x", "host='unfinished password=hush"])
    func `refuses other text without quoting it`(text: String) {
        let error = #expect(throws: PostgresError.self) { try PostgresConfiguration(parsing: text) }
        #expect(error?.code == .invalidConfiguration)
        #expect(!String(reflecting: error).contains("hush"))
    }

    @Test func `never shows its password`() throws {
        let configuration = try PostgresConfiguration(parsing: "postgres://ann:hush@db/calls")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("hush"))
        }
    }

    @Test func `tells libpq addresses, so that it looks up no name`() throws {
        var configuration = try PostgresConfiguration(parsing: "postgres://ann@db:6432/calls")
        configuration.options["keepalives_idle"] = "7"
        let route = PostgresConfiguration.Route(
            endpoint: .init(host: "db", port: "6432"), address: "192.0.2.1")
        let second = PostgresConfiguration.Route(
            endpoint: .init(host: "db", port: "6432"), address: "2001:db8::1")
        let parameters = Dictionary(
            uniqueKeysWithValues: configuration.parameters(for: [route, second])
                .map { ($0.keyword, $0.value) })
        #expect(parameters["host"] == "db,db")
        #expect(parameters["hostaddr"] == "192.0.2.1,2001:db8::1")
        #expect(parameters["port"] == "6432,6432")
        #expect(parameters["gssencmode"] == "disable")
        #expect(parameters["keepalives_idle"] == "7")
        #expect(parameters["client_encoding"] == "UTF8")
        #expect(parameters["password"] == nil)
    }

    @Test func `of a pool tells all its faults`() {
        var pool = PostgresPoolConfiguration(server: PostgresConfiguration())
        #expect(pool.problems().isEmpty)
        pool.maximumConnections = 0
        pool.minimumConnections = 3
        pool.reconnectDelay = .zero
        #expect(pool.problems().count == 3)
    }

    @Test func `of a listener quotes its channels`() {
        let listener = PostgresListenerConfiguration(
            server: PostgresConfiguration(), channels: ["calls", #"a"b"#])
        #expect(listener.subscription == #"LISTEN "calls"; LISTEN "a""b";"#)
    }
}
