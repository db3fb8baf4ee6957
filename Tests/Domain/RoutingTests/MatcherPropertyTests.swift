import Telephony
import Testing

@testable import Routing

/// Random rules over few digits, so that patterns overlap in every way.
private struct RandomRouting {
    var random: SeededGenerator

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    mutating func isTrue(oneIn count: Int) -> Bool { number(1...count) == 1 }

    mutating func digits(_ length: ClosedRange<Int>) -> String {
        (0..<number(length)).reduce(into: "") { text, _ in text += "\(number(1...3))" }
    }

    mutating func name() -> String { ["anonymous", "Bob", "alice"][number(0...2)] }

    mutating func pattern() throws -> NumberPattern {
        switch number(0...9) {
        case 0: try RoutingTests.pattern("*")
        case 1: try RoutingTests.pattern(name())
        case 2...4: try RoutingTests.pattern((isTrue(oneIn: 3) ? "+" : "") + digits(1...6))
        default: try RoutingTests.pattern(digits(1...6) + "*")
        }
    }

    mutating func address() -> String {
        switch number(0...9) {
        case 0: name().uppercased()
        case 1: ["", "+", "*72"][number(0...2)]
        default: (isTrue(oneIn: 3) ? "+" : "") + digits(1...8)
        }
    }

    mutating func fallback() -> GroupFallback? {
        switch number(0...4) {
        case 0: .agent(agentID(number(1...6)))
        case 1: .group(groupID(number(1...6)))
        case 2: .number(isTrue(oneIn: 2) ? "" : "+441632960000")
        default: nil
        }
    }

    mutating func configuration(rules: Int) throws -> TenantConfiguration {
        var inbound: [InboundRule] = []
        var outbound: [OutboundRule] = []
        for id in Array(1...rules).shuffled(using: &random) {
            inbound.append(
                InboundRule(
                    id: ruleID(id), pattern: try pattern(),
                    target: isTrue(oneIn: 2)
                        ? .agent(agentID(number(1...6))) : .group(groupID(number(1...6))),
                    priority: number(1...3), isEnabled: !isTrue(oneIn: 8)))
            outbound.append(
                OutboundRule(
                    id: ruleID(id), callerPattern: try pattern(), destinationPattern: try pattern(),
                    trunks: (0..<number(0...2)).map { _ in trunkID(number(1...4)) },
                    fallbackTrunks: (0..<number(0...1)).map { _ in trunkID(number(1...4)) },
                    isEnabled: !isTrue(oneIn: 8)))
        }
        return RoutingTests.configuration(
            agents: (1...5).map { agent($0, isEnabled: !isTrue(oneIn: 3)) },
            groups: (1...5).map {
                group(
                    $0, isEnabled: !isTrue(oneIn: 5),
                    members: (0..<number(0...2)).map { _ in number(1...6) },
                    fallback: fallback(), isFallbackEnabled: !isTrue(oneIn: 4))
            },
            inbound: inbound, outbound: outbound,
            trunks: (1...3).map { trunk($0, isEnabled: !isTrue(oneIn: 2)) })
    }
}

@Suite struct `Matching` {
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `agrees with going through the rules one by one`(seed: UInt64) throws {
        var random = RandomRouting(random: SeededGenerator(seed: seed))
        let rules = [3, 20, 200][Int(seed % 3)]
        let configuration = try random.configuration(rules: rules)
        let table = RoutingTable(compiling: configuration)
        let naive = NaiveMatcher(configuration: configuration)
        for number in 0..<60 {
            for origin in CallOrigin.allCases {
                let call = call(from: random.address(), to: random.address(), origin)
                let (target, considered) = table.route(call)
                let (expectedTarget, expectedRules) = naive.route(call)
                let comment: Comment =
                    "seed \(seed), call \(number) \(call.from.raw) to \(call.to.raw) \(origin)"
                #expect(target == expectedTarget, comment)
                #expect(considered == expectedRules, comment)
            }
        }
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `finds every pattern of an address, widest first`(seed: UInt64) throws {
        var random = RandomRouting(random: SeededGenerator(seed: seed))
        var builder = PatternIndex.Builder()
        var patterns: [NumberPattern] = []
        for _ in 0..<[1, 10, 400][Int(seed % 3)] {
            let pattern = try random.pattern()
            if builder.number(of: pattern) == patterns.count { patterns.append(pattern) }
        }
        let index = builder.build()
        for _ in 0..<100 {
            let address = PhoneAddress(random.address())
            let matches = index.matches(of: address)
            let found = (0..<matches.count).map { patterns[matches[$0]] }
            let expected = patterns.filter { $0.matches(address) }
                .sorted { $0.length < $1.length }
            #expect(found == expected, "seed \(seed), address \(address.raw)")
        }
    }

    @Test func `holds for patterns of every length at once`() throws {
        let digits = String(repeating: "12", count: 16)
        let lengths = 1...32
        let rules = try lengths.map {
            try inbound($0, digits.prefix($0) + "*", to: .agent(agentID($0)))
        }
        let table = RoutingTable(
            compiling: configuration(agents: lengths.map { agent($0) }, inbound: rules))
        for length in lengths {
            let exact = table.route(call(to: String(digits.prefix(length))))
            #expect(exact.target == .agent(agentID(length)))
            let forked = table.route(call(to: digits.prefix(length) + "9"))
            #expect(forked.target == .agent(agentID(length)))
        }
    }
}
