import Foundation
import HTTP
import Reactor
import Telemetry
import Testing

@Suite struct `The server over TLS` {
    @Test(arguments: ["--tlsv1.2", "--tlsv1.3"])
    func `answers curl`(version: String) async throws {
        let files = try Certificate()
        defer { files.remove() }
        let big = [UInt8](repeating: UInt8(ascii: "b"), count: 300_000)
        let routes =
            testRoutes + [HTTPRoute(.get, "/big") { _, _ in .now(HTTPResponse(.ok, body: big)) }]
        try await withServer(routes, configure: { $0.tls = files.configuration }) { server in
            let origin = "https://localhost:\(server.port)"
            let output = try await files.run(
                "curl", "--silent", "--show-error", "--cacert", files.certificate, version,
                "--http1.1", "--write-out", " %{http_code} %{size_download}\\n",
                "--data", String(repeating: "a", count: 90), "\(origin)/echo/a", "\(origin)/later",
                "--next", "--silent", "--cacert", files.certificate, "--output", "/dev/null",
                "--write-out", "%{size_download}", "\(origin)/big", "\(origin)/hello")
            #expect(output.hasPrefix("a:aaaa"))
            #expect(output.contains("later true"))
            #expect(output.contains(" 200 "))
            #expect(output.contains("300000"))
        }
    }

    @Test func `agrees on http/1.1 and on nothing else`() async throws {
        let files = try Certificate()
        defer { files.remove() }
        try await withServer(testRoutes, configure: { $0.tls = files.configuration }) { server in
            let agreed = try await files.client(server.port, "-alpn", "h2,http/1.1")
            #expect(agreed.contains("ALPN protocol: http/1.1"))
            let refused = try await files.client(server.port, "-alpn", "h2")
            #expect(refused.contains("no application protocol"))
            let old = try await files.client(server.port, "-tls1_1")
            #expect(old.contains("alert protocol version"))
        }
    }

    @Test func `says goodbye properly`() async throws {
        let files = try Certificate()
        defer { files.remove() }
        try await withServer(testRoutes, configure: { $0.tls = files.configuration }) { server in
            let text = try await files.client(
                server.port, "-quiet",
                input: "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(text.contains("hello"))
            #expect(!text.contains("unexpected eof"))
        }
    }

    @Test func `gives up a handshake that does not come or makes no sense`() async throws {
        let files = try Certificate()
        defer { files.remove() }
        try await withServer(
            testRoutes,
            configure: {
                $0.tls = files.configuration
                $0.deadlines.handshake = .milliseconds(50)
            }
        ) { server in
            let silence = try await server.exchange("")
            #expect(silence == "")
            #expect(server.metrics.render().contains(#"reason="slow_handshake"} 1"#))
        }
        // With time enough that a busy machine does not make sense look slow.
        try await withServer(testRoutes, configure: { $0.tls = files.configuration }) { server in
            let plain = try await server.exchange("GET / HTTP/1.1\r\n\r\n")
            #expect(!plain.contains("HTTP/1.1 "))
            #expect(server.metrics.render().contains(#"reason="failed_handshake"} 1"#))
        }
    }

    @Test func `does not start without a certificate`() async throws {
        let files = try Certificate()
        defer { files.remove() }
        for (configuration, code) in [
            (
                TLSConfiguration(certificateFile: "/nowhere", privateKeyFile: files.key),
                TLSError.Code.certificate
            ),
            (
                TLSConfiguration(certificateFile: files.certificate, privateKeyFile: "/nowhere"),
                .privateKey
            ),
        ] {
            do {
                try await withServer([], configure: { $0.tls = configuration }) { _ in }
                Issue.record("started")
            } catch let error as TLSError {
                #expect(error.code == code)
            }
        }
    }
}

/// A certificate of our own for `localhost`, in a folder of its own.
private struct Certificate {
    let folder: String
    var certificate: String { folder + "/certificate.pem" }
    var key: String { folder + "/key.pem" }
    var configuration: TLSConfiguration {
        TLSConfiguration(certificateFile: certificate, privateKeyFile: key)
    }

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/strowger-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let process = try Self.start(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
            ], output: FileHandle.nullDevice)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Runs `openssl s_client` against a port, and gives all it says.
    func client(_ port: Int, _ arguments: String..., input: String = "") async throws -> String {
        try await run(
            ["openssl", "s_client", "-connect", "localhost:\(port)", "-CAfile", certificate]
                + arguments, input: input)
    }

    func run(_ arguments: String...) async throws -> String {
        try await run(arguments, input: "")
    }

    private func run(_ arguments: [String], input: String) async throws -> String {
        let output = folder + "/output-\(UUID().uuidString)"
        let source = folder + "/input-\(UUID().uuidString)"
        try Data(input.utf8).write(to: URL(fileURLWithPath: source))
        try Data().write(to: URL(fileURLWithPath: output))
        let handle = try #require(FileHandle(forWritingAtPath: output))
        let process = try Self.start(
            arguments, input: try #require(FileHandle(forReadingAtPath: source)), output: handle)
        // On a thread of its own: the cooperative pool must not be blocked by a child process.
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                process.waitUntilExit()
                continuation.resume()
            }
        }
        return String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self)
    }

    private static func start(
        _ arguments: [String], input: FileHandle = .nullDevice, output: FileHandle
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return process
    }
}
