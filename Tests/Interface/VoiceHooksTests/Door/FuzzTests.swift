import CXML
import CallControl
import CallEngine
import HTTP
import Telephony
import Testing

@testable import VoiceHooks

/// Whatever comes in, the door gives one of its documented answers; nothing traps.
@Suite(.timeLimit(.minutes(2))) struct `A door under fuzzing` {
    private static let casesPerSeed = 250

    private struct Shot {
        var method = HTTPMethod.post
        var target: String
        var headers: [(String, String)]
        var body: [UInt8]
    }

    private let bodies: [[UInt8]] = [
        voiceJSON(), voiceJSON(more: #","DialCallStatus":"busy""#),
        updateJSON(event: "e", status: "connected", answered: 1_790_000_004_500),
        "[\(updateJSON(event: "f", status: "answer", ended: 1_790_000_065_700))]",
        cdrJSON(owner: acmeOwner), cdrJSON(session: #","session":"abc""#),
        "CallSid=c&Session=s&From=%2B44&To=7000&Direction=inbound&Domain=\(acmeDomain)"
            + "&SessionData=%7B%22token%22%3A%22t%22%7D&DialCallStatus=no-answer",
        "token=t&status=ringing&domain=\(acmeDomain)&call_id=c&timestamp=1790000000&duration=1",
    ].map { Array($0.utf8) }

    private let tokens: [[UInt8]] = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-", "1e9",
        "9223372036854775807", "-9223372036854775808", "1e400", "&", "=", "%", "%00", "%ff", "+",
        "\u{0}", "\u{FEFF}", "\u{FFFD}", "\u{1F600}", "<", "]]>", "&amp;", "'", "\r\n", "NaN",
    ].map { Array($0.utf8) }

    private func mutated(_ body: [UInt8], _ dice: inout SeededGenerator) -> [UInt8] {
        var body = body
        for _ in 0..<Int.random(in: 0...6, using: &dice) {
            let place = body.isEmpty ? 0 : Int.random(in: 0...body.count - 1, using: &dice)
            switch Int.random(in: 0...7, using: &dice) {
            case 0: body.insert(contentsOf: tokens.randomElement(using: &dice) ?? [], at: place)
            case 1: if !body.isEmpty { body[place] = .random(in: .min ... .max, using: &dice) }
            case 2: if !body.isEmpty { body.remove(at: place) }
            case 3: body.removeSubrange(place...)
            case 4: body.append(contentsOf: body.prefix(place))
            case 5: body.insert(contentsOf: (bodies.randomElement(using: &dice) ?? []), at: place)
            case 6:
                // A run of one byte, such as nesting too deep or a number too long.
                let byte = tokens.randomElement(using: &dice)?.first ?? 0
                body.insert(
                    contentsOf: repeatElement(byte, count: .random(in: 1...300, using: &dice)),
                    at: place)
            default:
                let end = min(body.count, place + .random(in: 0...40, using: &dice))
                if place < end { body.replaceSubrange(place..<end, with: [0x31]) }
            }
        }
        return body
    }

    private func shot(_ dice: inout SeededGenerator, callbacks: [String]) -> Shot {
        let paths = ["", "/\(acmeDomain)", "/\(otherDomain)", "/\(acmeApplication)", "/x%20y"]
        let endpoints = ["application", "session/update", "session/cdr"]
        var target =
            "/api/voice/" + (endpoints.randomElement(using: &dice) ?? "")
            + (paths.randomElement(using: &dice) ?? "")
        if Int.random(in: 0..<4, using: &dice) == 0 {
            var text = Array((callbacks.randomElement(using: &dice) ?? "A").utf8)
            if Bool.random(using: &dice), !text.isEmpty {
                let place = Int.random(in: 0..<text.count, using: &dice)
                text[place] = Array("AZaz09-_".utf8).randomElement(using: &dice) ?? 0x41
            }
            target = "/api/voice/callback/" + String(decoding: text, as: UTF8.self)
        }
        var shot = Shot(
            target: target, headers: [],
            body: mutated(bodies.randomElement(using: &dice) ?? [], &dice))
        let values = [
            "Bearer \(acmeKey)", "Bearer \(acmeKey)", "Bearer \(acmeKey)", "Bearer x", "Bearer",
            "x",
            String(repeating: "y", count: 4_000), acmeDomain, otherDomain, token(1), "9f01",
            "application/json", "application/x-www-form-urlencoded", "text/plain; q=\"", ";",
        ]
        let names = [
            "Authorization", "X-Cx-Domain", "X-Cx-Session", "X-Cx-Stageid", "Content-Type",
            "X-Correlation-ID", "X-Cx-Apikey",
        ]
        if Int.random(in: 0..<10, using: &dice) > 0 {
            shot.headers.append(("Authorization", "Bearer \(acmeKey)"))
        }
        for _ in 0..<Int.random(in: 0...3, using: &dice) {
            shot.headers.append(
                (names.randomElement(using: &dice) ?? "", values.randomElement(using: &dice) ?? ""))
        }
        let isGET = !target.contains("session/") && Int.random(in: 0..<8, using: &dice) == 0
        if isGET {
            shot.method = .get
            let query = shot.body.filter { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
            shot.target += "?" + String(decoding: query.prefix(3_000), as: UTF8.self)
            shot.body = []
        }
        return shot
    }

    @Test(arguments: 1...24 as ClosedRange<UInt64>)
    func `gives only documented answers`(seed: UInt64) async throws {
        var dice = SeededGenerator(seed: seed)
        try await withDoor {
            $0.loops = seed % 2 == 0 ? 2 : 1
            $0.lookup = [true, false, nil][Int(seed % 3)]
        } _: { door in
            var callbacks: [String] = []
            for call in 1...3 {
                let dial = try await door.ask(voiceJSON(call))
                callbacks.append(String(dial.action?.split(separator: "/").last ?? "A"))
            }
            for number in 0..<Self.casesPerSeed {
                let shot = shot(&dice, callbacks: callbacks)
                guard
                    HTTPRequest(
                        shot.method, shot.target, headers: shot.headers, body: shot.body) != nil
                else { continue }
                let answer = try await door.send(
                    shot.method, shot.target, headers: shot.headers, body: shot.body,
                    on: number)
                #expect(
                    isDocumented(answer, at: shot.target),
                    "seed \(seed), case \(number): \(shot.target) \(answer.status)")
            }
            #expect(door.engine.registry.liveCount >= 0)
        }
    }

    private func isDocumented(_ answer: Answer, at target: String) -> Bool {
        let isVoice = !target.contains("/session/")
        switch answer.status {
        case .ok: return isVoice ? answer.isDocument : answer.isJSON
        case .unauthorized, .forbidden: return answer.isJSON
        case .badRequest: return !isVoice && answer.isJSON
        default: return false
        }
    }
}
