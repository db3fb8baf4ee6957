import CallControl
import Cryptography
import Telephony
import Testing

@testable import VoiceHooks

@Suite struct `A callback token` {
    private let seal: CallbackSeal

    init() throws {
        seal = try CallbackSeal(key: SymmetricKey(Array(repeating: 7, count: 32)))
    }

    private var typical: CallbackToken {
        CallbackToken(
            tenant: acme, session: SessionToken(rawValue: token(1)),
            progress: RouteProgress(
                leg: .group, attempt: 2, turn: 70_000, tried: [agentID(1), agentID(20_000)],
                groups: [GroupID(rawValue: 12)]))
    }

    private func any(_ dice: inout SeededGenerator) -> CallbackToken {
        func id() -> Int64 {
            let small = Bool.random(using: &dice)
            return small
                ? .random(in: 0...200, using: &dice) : .random(in: .min ... .max, using: &dice)
        }
        let legs: [RouteProgress.Leg] = [
            .agent, .group, .last, .trunks(RuleID(rawValue: id()), isFallback: false),
            .trunks(RuleID(rawValue: id()), isFallback: true),
        ]
        let sessions = [
            token(.random(in: 0...99_999, using: &dice)), "", "c@sbc.example:5060", "é😀\u{0}",
            token(1).uppercased(), String(repeating: "x", count: 255),
            String(repeating: "a", count: 31),
        ]
        return CallbackToken(
            tenant: TenantID(rawValue: id()),
            session: SessionToken(rawValue: sessions.randomElement(using: &dice) ?? ""),
            progress: RouteProgress(
                leg: legs.randomElement(using: &dice) ?? .last,
                attempt: .random(in: 0...1_000, using: &dice),
                turn: Bool.random(using: &dice) ? .random(in: 0 ... .max, using: &dice) : nil,
                tried: (0..<Int.random(in: 0...11, using: &dice)).map { _ in
                    AgentID(rawValue: id())
                },
                groups: (0..<Int.random(in: 0...5, using: &dice)).map { _ in
                    GroupID(rawValue: id())
                }))
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `comes back as it was sealed, and always the same`(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let token = any(&dice)
            let text = seal.seal(token)
            #expect(seal.open(text) == token, "seed \(seed)")
            #expect(seal.seal(token) == text, "seed \(seed)")
            #expect(
                text.utf8.allSatisfy {
                    $0 < 0x80
                        && (Character(Unicode.Scalar($0)).isLetter
                            || Character(Unicode.Scalar($0)).isNumber
                            || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_"))
                }, "seed \(seed)")
        }
    }

    @Test func `is short`() {
        #expect(seal.seal(typical).utf8.count < 120)
    }

    @Test func `is refused when any byte of it is another`() {
        let text = Array(seal.seal(typical).utf8)
        for index in text.indices {
            for byte in UInt8.min...UInt8.max where byte != text[index] {
                var changed = text
                changed[index] = byte
                #expect(seal.open(String(decoding: changed, as: UTF8.self)) == nil)
            }
        }
    }

    @Test func `is refused when it is cut, lengthened or empty`() {
        let text = seal.seal(typical)
        for count in 0..<text.utf8.count {
            #expect(seal.open(String(text.prefix(count))) == nil)
        }
        for more in ["A", "=", "==", "AAAA", "/x", " "] { #expect(seal.open(text + more) == nil) }
        #expect(seal.open(String(repeating: "A", count: 4_000)) == nil)
    }

    @Test func `is refused with another key`() throws {
        let stranger = try CallbackSeal(key: SymmetricKey(Array(repeating: 8, count: 32)))
        #expect(stranger.open(seal.seal(typical)) == nil)
        #expect(stranger.seal(typical) != seal.seal(typical))
    }

    /// A key that seals nonsense must not be a way in either.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func `is refused when sealed content is nonsense`(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed)
        let key = SymmetricKey(Array(repeating: 7, count: 32))
        let authentication = try HMACSHA256(key: key)
        for _ in 0..<500 {
            var content: [UInt8] = [1]
            for _ in 0..<Int.random(in: 0...60, using: &dice) {
                content.append(.random(in: .min ... .max, using: &dice))
            }
            let code = authentication.authenticate(content).prefix(16)
            guard let token = seal.open(Base64URL.encode(content + code)) else { continue }
            #expect(token.progress.attempt <= 1_000, "seed \(seed)")
        }
        let other: [UInt8] = [2, 1]
        let code = authentication.authenticate(other).prefix(16)
        #expect(seal.open(Base64URL.encode(other + code)) == nil, "another version")
    }
}
