import Telephony
import Testing

@testable import CallControl

/// Every state with every fact.
///
/// `early` stands for received, queued and routing, `over` for the five ends; `ringing` awaits a
/// callback and `blind` does not; `pending` has heard of an unanswered end that may be one leg's;
/// `talking` is connected. A cell is the next state (`=` for the same) and what has to be done.
@Suite struct `Every state of a call` {
    private static let table = """
        fact                   | early                    | ringing                  | blind                    | pending                  | talking                  | over
        asked                  | routing, decide          | routing, decide          | routing, decide          | routing, decide          | routing, decide          | =, end call
        callback answered      | completed, talked        | completed, talked        | completed, talked        | completed, talked        | completed, talked        | =, end call
        callback busy          | routing, fail over       | routing, fail over       | routing, fail over       | routing, fail over       | routing, fail over       | =, end call
        callback no_answer     | routing, fail over       | routing, fail over       | routing, fail over       | routing, fail over       | routing, fail over       | =, end call
        callback failed        | routing, fail over       | routing, fail over       | routing, fail over       | routing, fail over       | routing, fail over       | =, end call
        callback canceled      | routing, fail over       | routing, fail over       | routing, fail over       | routing, fail over       | routing, fail over       | =, end call
        dialled                | connecting, arm 50       | connecting, arm 50       | connecting, arm 50       | connecting, arm 50       | connecting, arm 50       | =, ignore
        gave up                | failed, ended failed     | failed, ended failed     | failed, ended failed     | failed, ended failed     | failed, ended failed     | =, ignore
        gave up after busy     | busy, ended busy         | busy, ended busy         | busy, ended busy         | busy, ended busy         | busy, ended busy         | =, ignore
        told starting          | =, ignore                | =, ignore                | =, ignore                | =, ignore                | =, ignore                | =, ignore
        told ringing           | =, ignore                | =, ignore                | =, ignore                | =, ignore                | =, ignore                | =, ignore
        told connected         | connected, arm 14400     | connected, arm 600       | connected, arm 600       | connected, arm 600       | =, ignore                | =, ignore
        told answered          | completed, ended completed | completed, ended completed | completed, ended completed | completed, ended completed | completed, ended completed | =, ignore
        told busy              | busy, ended busy         | =, wait 5                | busy, ended busy         | =, ignore                | =, wait 5                | =, ignore
        told busy, with time   | busy, ended busy         | busy, ended busy         | busy, ended busy         | busy, ended busy         | busy, ended busy         | =, ignore
        told canceled, with time | canceled, ended canceled | canceled, ended canceled | canceled, ended canceled | canceled, ended canceled | canceled, ended canceled | =, ignore
        recorded answered      | completed, ended completed | completed, ended completed | completed, ended completed | completed, ended completed | completed, ended completed | =, ignore
        recorded no_answer     | no_answer, ended no_answer | no_answer, ended no_answer | no_answer, ended no_answer | no_answer, ended no_answer | no_answer, ended no_answer | =, ignore
        grace over             | =, ignore                | =, ignore                | =, ignore                | canceled, ended canceled | =, ignore                | =, ignore
        deadline               | failed, ended failed     | failed, ended failed     | failed, ended failed     | failed, ended failed     | completed, ended completed | =, ignore
        """

    struct Cell: Sendable, CustomStringConvertible {
        let fact: String
        let situation: String
        let machine: CallMachine
        let expected: String
        var description: String { "\(fact) while \(situation)" }
    }

    private static var cells: [Cell] {
        let rows = table.split(separator: "\n").map { row in
            row.split(separator: "|").map { $0.trimmed }
        }
        return rows.dropFirst().flatMap { row in
            zip(rows[0], row).dropFirst().flatMap { situation, expected in
                machines(in: situation).map { machine in
                    Cell(
                        fact: row[0], situation: "\(situation) (\(machine.state.rawValue))",
                        machine: machine, expected: expected)
                }
            }
        }
    }

    @Test func `is in the table`() {
        #expect(Set(Self.cells.map(\.machine.state)) == Set(CallState.allCases))
        #expect(Self.cells.count == 20 * (3 + 1 + 1 + 1 + 1 + 5))
    }

    @Test(arguments: cells)
    func `answers every fact`(cell: Cell) {
        var machine = cell.machine
        let action = machine.hears(cell.fact)
        let isSame = cell.expected.hasPrefix("=") && machine.state == cell.machine.state
        let state = isSame ? "=" : machine.state.rawValue
        #expect("\(state), \(action)" == cell.expected)
        if machine.state.isTerminal {
            #expect(!machine.awaitsCallback)
            #expect(machine.pendingEnd == nil)
        }
    }

    private static func machines(in situation: String) -> [CallMachine] {
        let limits = CallLimits()
        func dialled(_ isBlind: Bool, _ words: String...) -> [CallMachine] {
            var machine = CallMachine(limits: limits)
            _ = machine.asked()
            _ = machine.dialled(
                ringTimeout: .seconds(20), timeLimit: .seconds(600), reportsBack: !isBlind)
            for word in words { _ = machine.hears(word) }
            return [machine]
        }
        switch situation {
        case "early":
            return [.received, .queued, .routing].map { CallMachine(limits: limits, state: $0) }
        case "ringing": return dialled(false)
        case "blind": return dialled(true)
        case "pending": return dialled(false, "told canceled")
        case "talking": return dialled(false, "told connected")
        case "over":
            return CallState.allCases.filter(\.isTerminal).map {
                CallMachine(limits: limits, state: $0)
            }
        default:
            Issue.record("no situation \(situation)")
            return []
        }
    }
}

extension CallMachine {
    /// Applies a fact by its name in the table and names the action.
    mutating func hears(_ fact: String) -> String {
        let words = fact.split(separator: " ").map { String($0.prefix { $0 != "," }) }
        let outcome = words.dropFirst().compactMap { DialOutcome(rawValue: $0) }.first
        switch words[0] {
        case "asked": return asked() == .decide ? "decide" : "end call"
        case "callback":
            switch dialEnded(outcome ?? .failed) {
            case .failOver: return "fail over"
            case .conversationEnded: return "talked"
            case .endCall: return "end call"
            }
        case "dialled":
            return dialled(
                ringTimeout: .seconds(20), timeLimit: .seconds(600), reportsBack: true
            ).word
        case "gave": return gaveUp(after: outcome).word
        case "recorded": return recorded(outcome ?? .failed).word
        case "grace": return graceElapsed().word
        case "deadline": return deadlinePassed().word
        default:
            let stage: SwitchReport.Stage =
                switch words[1] {
                case "starting": .starting
                case "ringing": .ringing
                case "connected": .connected
                default: .ended(outcome ?? .failed)
                }
            let report = SwitchReport(
                stage: stage, startedAt: nil, answeredAt: nil,
                endedAt: words.last == "time" ? at(60) : nil, modifiedAt: at(60), eventID: fact)
            switch reported(report) {
            case .arm(let delay): return "arm \(delay.components.seconds)"
            case .waitForCallback(let grace): return "wait \(grace.components.seconds)"
            case .ended(let state): return "ended \(state.rawValue)"
            case .ignore: return "ignore"
            }
        }
    }
}

extension CallMachine.DeadlineAction {
    fileprivate var word: String {
        switch self {
        case .arm(let delay): "arm \(delay.components.seconds)"
        case .ended(let state): "ended \(state.rawValue)"
        case .ignore: "ignore"
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
