import Reactor

/// The name Redis gave a script; `source` tells whether it is still that script.
struct ScriptDigest: Sendable {
    let source: String
    let digest: String
}

extension RedisClient {
    /// Runs a script by its digest, loading it first when Redis does not know it (any more).
    ///
    /// The deadline covers all of it. Loading again after NOSCRIPT is safe whatever the script
    /// does, because that answer means it did not run.
    package func run(
        _ script: RedisScript, keys: [RedisArgument] = [], arguments: [RedisArgument] = [],
        deadline: Duration? = nil
    ) async throws(RedisError) -> RedisValue {
        let end = loop.now + (deadline ?? configuration.commandDeadline)
        guard let digest = known(script) else {
            return try await evaluate(try await load(script, until: end), keys, arguments, end)
        }
        do throws(RedisError) {
            return try await evaluate(digest, keys, arguments, end)
        } catch {
            guard error.code == .server(kind: "NOSCRIPT") else { throw error }
            return try await evaluate(try await load(script, until: end), keys, arguments, end)
        }
    }

    /// Keeps the digest that SCRIPT LOAD answered with.
    @discardableResult
    func remember(_ reply: RedisValue, for script: RedisScript) throws(RedisError) -> String {
        let digest = try reply.decoded(\.text)
        digests[script.name] = ScriptDigest(source: script.source, digest: digest)
        return digest
    }

    private func known(_ script: RedisScript) -> String? {
        guard let known = digests[script.name], known.source == script.source else { return nil }
        return known.digest
    }

    private func load(_ script: RedisScript, until end: Duration) async throws(RedisError) -> String
    {
        let reply = try await command(
            ["SCRIPT", "LOAD", .text(script.source)], deadline: end - loop.now)
        return try remember(reply, for: script)
    }

    private func evaluate(
        _ digest: String, _ keys: [RedisArgument], _ arguments: [RedisArgument], _ end: Duration
    ) async throws(RedisError) -> RedisValue {
        var command: [RedisArgument] = ["EVALSHA", .text(digest), .number(keys.count)]
        command.reserveCapacity(3 + keys.count + arguments.count)
        command += keys
        command += arguments
        return try await self.command(command, deadline: end - loop.now)
    }
}
