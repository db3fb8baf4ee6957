/// How long a call may stay in each phase before it is settled without further word.
package struct CallLimits: Hashable, Sendable {
    /// Added to the ring timeout of an attempt: the switch's own time to say how it ended.
    package var connectingGrace: Duration
    /// The longest a connected call lives when nothing limits its length.
    package var connectedMaximum: Duration
    /// How long an end reported without an end time waits for the attempt's callback.
    package var callbackGrace: Duration

    package init(
        connectingGrace: Duration = .seconds(30), connectedMaximum: Duration = .seconds(4 * 3_600),
        callbackGrace: Duration = .seconds(5)
    ) {
        self.connectingGrace = connectingGrace
        self.connectedMaximum = connectedMaximum
        self.callbackGrace = callbackGrace
    }
}
