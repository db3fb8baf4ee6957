import CallControl
import Cryptography
import Telephony

/// The kinds of leg, as a token writes them.
private enum LegCode: UInt8 {
    case agent = 1
    case group = 2
    case trunks = 3
    case fallbackTrunks = 4
    case last = 5
}

/// Writes numbers in base 128 and session tokens of 32 hexadecimal digits in 16 bytes.
struct TokenWriter {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(96) }

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    mutating func code(_ code: ArraySlice<UInt8>) { bytes.append(contentsOf: code) }

    mutating func number(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func session(_ token: String) {
        let isPacked =
            token.utf8.count == 32
            && token.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        if isPacked, let packed = Hex.decode(token) {
            byte(1)
            bytes.append(contentsOf: packed)
        } else {
            byte(0)
            number(UInt64(token.utf8.count))
            bytes.append(contentsOf: token.utf8)
        }
    }

    mutating func progress(_ progress: RouteProgress) {
        switch progress.leg {
        case .agent: byte(LegCode.agent.rawValue)
        case .group: byte(LegCode.group.rawValue)
        case .trunks(let rule, let isFallback):
            byte((isFallback ? LegCode.fallbackTrunks : LegCode.trunks).rawValue)
            number(UInt64(bitPattern: rule.rawValue))
        case .last: byte(LegCode.last.rawValue)
        }
        number(UInt64(progress.attempt))
        if let turn = progress.turn {
            byte(1)
            number(turn)
        } else {
            byte(0)
        }
        number(UInt64(progress.groups.count))
        for group in progress.groups { number(UInt64(bitPattern: group.rawValue)) }
        number(UInt64(progress.tried.count))
        for agent in progress.tried { number(UInt64(bitPattern: agent.rawValue)) }
    }
}

/// Reads what `TokenWriter` wrote; `nil` where it did not.
struct TokenReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func byte() -> UInt8? {
        guard offset < bytes.count else { return nil }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func number() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let next = byte() else { return nil }
            value |= UInt64(next & 0x7F) << UInt64(shift)
            if next < 0x80 { return value }
        }
        return nil
    }

    mutating func session() -> String? {
        switch byte() {
        case 1: return take(16).map { Hex.encode(Array($0)) }
        case 0:
            guard let count = number(), count <= 255 else { return nil }
            return take(Int(count)).map { String(decoding: $0, as: UTF8.self) }
        default: return nil
        }
    }

    mutating func progress() -> RouteProgress? {
        guard let leg = leg(), let attempt = number(), attempt <= 1_000 else { return nil }
        var turn: UInt64?
        if byte() == 1 {
            guard let value = number() else { return nil }
            turn = value
        }
        guard let groups = ids(), let tried = ids() else { return nil }
        return RouteProgress(
            leg: leg, attempt: Int(attempt), turn: turn,
            tried: tried.map { AgentID(rawValue: $0) },
            groups: groups.map { GroupID(rawValue: $0) })
    }

    private mutating func leg() -> RouteProgress.Leg? {
        switch byte().flatMap(LegCode.init) {
        case .agent: return .agent
        case .group: return .group
        case .last: return .last
        case .trunks: return rule().map { .trunks($0, isFallback: false) }
        case .fallbackTrunks: return rule().map { .trunks($0, isFallback: true) }
        case nil: return nil
        }
    }

    private mutating func rule() -> RuleID? {
        number().map { RuleID(rawValue: Int64(bitPattern: $0)) }
    }

    private mutating func ids() -> [Int64]? {
        guard let count = number(), count <= 64 else { return nil }
        var ids: [Int64] = []
        for _ in 0..<count {
            guard let id = number() else { return nil }
            ids.append(Int64(bitPattern: id))
        }
        return ids
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard bytes.count - offset >= count else { return nil }
        defer { offset += count }
        return bytes[offset..<(offset + count)]
    }
}
