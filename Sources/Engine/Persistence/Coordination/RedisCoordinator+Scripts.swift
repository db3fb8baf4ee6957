import Cryptography
package import Redis
import Telemetry
import Telephony

extension RedisCoordinator {
    /// One hash for each call: a field for each request, `P` with the end of its lease in
    /// milliseconds, or `A` with the answer.
    private static let claimScript = RedisScript(
        name: "claim",
        source: """
            local known = redis.call('HGET', KEYS[1], ARGV[1])
            local clock = redis.call('TIME')
            local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
            if known then
                if string.sub(known, 1, 1) == 'A' then return {1, string.sub(known, 2)} end
                if tonumber(string.sub(known, 2)) > now then return {2, ''} end
            end
            redis.call('HSET', KEYS[1], ARGV[1], 'P' .. string.format('%.0f', now + ARGV[2]))
            redis.call('EXPIRE', KEYS[1], ARGV[3])
            if not KEYS[2] then return {0, ''} end
            local turn = redis.call('INCR', KEYS[2])
            redis.call('EXPIRE', KEYS[2], 2592000)
            return {0, '', turn}
            """)

    static let keepScript = RedisScript(
        name: "keep",
        source: """
            redis.call('HSET', KEYS[1], ARGV[1], 'A' .. ARGV[2])
            redis.call('EXPIRE', KEYS[1], ARGV[3])
            return 1
            """)

    /// The scripts to be loaded when a connection opens.
    package static let scripts = [claimScript, keepScript]

    /// Claims in Redis, and draws the group's counter when the claim has one.
    func shared(_ claim: StageClaim) async throws(RedisError) -> ClaimOutcome {
        var keys: [RedisArgument] = [.text(Self.callKey(claim.key))]
        if let group = claim.group { keys.append(.text(Self.counterKey(group))) }
        let reply = try await redis.run(
            Self.claimScript, keys: keys,
            arguments: [
                .text(Self.field(claim)), .number(Int(settings.claimLease.inMilliseconds)),
                .number(Int(settings.answerLife.components.seconds)),
            ], deadline: settings.deadline)
        guard let parts = reply.array, let verdict = parts.first?.int, parts.count >= 2 else {
            return .granted(turn: nil)
        }
        switch verdict {
        case 1: return .answered(parts[1].bytes ?? [])
        case 2: return .underway
        default:
            let turn = parts.count > 2 ? parts[2].int.map { UInt64(clamping: $0 - 1) } : nil
            return .granted(turn: turn)
        }
    }

    // MARK: - Keys

    static func callKey(_ key: SessionKey) -> String {
        "tenant:{\(key.tenant)}:webhook:idempotent:voice_application:\(key.token.rawValue)"
    }

    static func counterKey(_ group: GroupTurnKey) -> String {
        "tenant:{\(group.tenant)}:group:\(group.group):round_robin:current:"
            + String(group.rotation, radix: 16)
    }

    /// A request as a field: its digest, since it holds what the caller said and typed.
    static func field(_ claim: StageClaim) -> String {
        Hex.encode(Array(SHA256.hash(Array(claim.stage.utf8)).prefix(16)))
    }
}
