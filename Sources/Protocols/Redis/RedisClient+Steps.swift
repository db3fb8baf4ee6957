import Reactor

/// How a wait of `run` ended.
enum StepEnd: Sendable {
    case connected
    case failed(RedisError)
    /// The link ended while waiting.
    case ended
    case timedOut
    case stopped
}

/// One wait of `run`: for a socket, for the end of a link, for the end of a pause.
///
/// It begins before it is waited for, so that an end which comes in between is kept. Each has a
/// number, so that an end which comes too late is not taken for the end of the next.
struct Step {
    var number = 0
    var end: StepEnd?
    var waiting: CheckedContinuation<StepEnd, Never>?
    var timer: LoopTimer?
}

extension RedisClient {
    /// Begins the next step, which ends by `stepEnded`, by time, or because the client stops.
    func beginStep(atMost limit: Duration?) {
        step = Step(number: step.number &+ 1)
        guard !link.isStopping else {
            step.end = .stopped
            return
        }
        guard let limit else { return }
        let number = step.number
        step.timer = loop.schedule(after: limit) { [weak self] in
            self?.assumeIsolated { $0.stepEnded(.timedOut, ifStill: number) }
        }
    }

    /// Waits for the end of the step begun last.
    func endOfStep() async -> StepEnd {
        await withCheckedContinuation { continuation in
            if let end = step.end {
                continuation.resume(returning: end)
            } else {
                step.waiting = continuation
            }
        }
    }

    /// Ends the present step; the first end counts.
    func stepEnded(_ end: StepEnd, ifStill number: Int? = nil) {
        guard number == nil || number == step.number, step.end == nil else { return }
        step.end = end
        step.timer?.cancel()
        step.timer = nil
        step.waiting?.resume(returning: end)
        step.waiting = nil
    }
}
