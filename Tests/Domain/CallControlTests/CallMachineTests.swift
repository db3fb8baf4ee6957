import Telephony
import Testing

@testable import CallControl

@Suite struct `A call` {
    /// Plays facts by their names; each line is a fact and the action expected of it.
    private func plays(
        _ transcript: KeyValuePairs<String, String>, limits: CallLimits = CallLimits(),
        location: SourceLocation = #_sourceLocation
    ) -> CallMachine {
        var machine = CallMachine(limits: limits)
        for (line, (fact, expected)) in transcript.enumerated() {
            #expect(
                machine.hears(fact) == expected, "line \(line + 1): \(fact)",
                sourceLocation: location)
        }
        return machine
    }

    @Test func `is answered, and ends by its callback`() {
        let machine = plays([
            "asked": "decide",
            "dialled": "arm 50",
            "told ringing": "ignore",
            "told connected": "arm 600",
            "callback answered": "talked",
            "told answered": "ignore",
            "recorded answered": "ignore",
            "deadline": "ignore",
            "asked": "end call",
        ])
        #expect(machine.state == .completed)
    }

    @Test func `fails over until somebody answers`() {
        let machine = plays([
            "asked": "decide",
            "dialled": "arm 50",
            "callback busy": "fail over",
            "dialled": "arm 50",
            "callback no_answer": "fail over",
            "dialled": "arm 50",
            "told connected": "arm 600",
            "told answered, with time": "ended completed",
            "callback answered": "end call",
        ])
        #expect(machine.state == .completed)
    }

    @Test func `takes a leg's end for its own only when no callback comes`() {
        let machine = plays([
            "asked": "decide",
            "dialled": "arm 50",
            "told no_answer": "wait 5",
            "told busy": "ignore",
            "grace over": "ended no_answer",
            "callback no_answer": "end call",
        ])
        #expect(machine.state == .noAnswer)
    }

    @Test func `goes on when the callback comes within the grace`() {
        let machine = plays([
            "asked": "decide",
            "dialled": "arm 50",
            "told busy": "wait 5",
            "callback busy": "fail over",
            "grace over": "ignore",
            "dialled": "arm 50",
            "grace over": "ignore",
        ])
        #expect(machine.state == .connecting)
        #expect(machine.awaitsCallback)
    }

    @Test func `forgets a leg's end when it is connected after all`() {
        let machine = plays([
            "asked": "decide",
            "dialled": "arm 50",
            "told failed": "wait 5",
            "told connected": "arm 600",
            "grace over": "ignore",
            "deadline": "ended completed",
        ])
        #expect(machine.state == .completed)
    }

    @Test func `ends at once when the switch says when it ended`() {
        let machine = plays([
            "asked": "decide",
            "dialled": "arm 50",
            "told canceled, with time": "ended canceled",
            "callback canceled": "end call",
        ])
        #expect(machine.state == .canceled)
    }

    @Test func `is settled by a record that comes alone`() {
        var machine = CallMachine(limits: CallLimits())
        #expect(machine.recorded(.answered) == .ended(.completed))
        #expect(machine.recorded(.busy) == .ignore)
        #expect(machine.state == .completed)
    }

    @Test(arguments: [
        ("asked", "failed"), ("dialled", "failed"), ("told connected", "completed"),
    ])
    func `is settled by its deadline in each phase`(phase: (last: String, end: String)) {
        var machine = CallMachine(limits: CallLimits())
        _ = machine.asked()
        if phase.last != "asked" {
            _ = machine.dialled(ringTimeout: .seconds(20), timeLimit: nil, reportsBack: true)
            _ = machine.hears(phase.last)
        }
        #expect(machine.hears("deadline") == "ended \(phase.end)")
        #expect(machine.hears("deadline") == "ignore")
    }

    @Test func `has the limits it is given`() {
        let limits = CallLimits(
            connectingGrace: .seconds(3), connectedMaximum: .seconds(70),
            callbackGrace: .seconds(2))
        var machine = CallMachine(limits: limits)
        #expect(
            machine.dialled(ringTimeout: .seconds(4), timeLimit: nil, reportsBack: true)
                == .arm(after: .seconds(7)))
        #expect(machine.hears("told busy") == "wait 2")
        #expect(machine.hears("told connected") == "arm 70")
    }

    @Test func `rings a safe plan's number without waiting for a callback`() {
        var machine = CallMachine(limits: CallLimits())
        _ = machine.asked()
        _ = machine.dialled(ringTimeout: .seconds(20), timeLimit: nil, reportsBack: false)
        #expect(machine.hears("told no_answer") == "ended no_answer")
    }

    @Test(arguments: CallState.allCases.filter(\.isTerminal))
    func `changes no more once it is over`(end: CallState) {
        var machine = CallMachine(limits: CallLimits(), state: end)
        for fact in [
            "asked", "callback busy", "dialled", "gave up", "told connected",
            "told busy, with time", "recorded busy", "grace over", "deadline",
        ] {
            _ = machine.hears(fact)
            #expect(machine.state == end, "\(fact)")
        }
    }
}
