/// Connects the caller to somebody; what is not set takes the switch's default.
package struct Dial: Hashable, Sendable {
    /// Who is called: one kind of noun only.
    package enum Target: Hashable, Sendable {
        /// One number, or several that ring together.
        case numbers(DialedNumber, [DialedNumber] = [])
        case sip(SIPNoun)
        case conference(ConferenceNoun)
        case service(ServiceNoun)

        /// One number.
        package static func number(_ number: DialedNumber) -> Target { .numbers(number) }
    }

    /// From when on the call is recorded.
    package enum Recorded: String, Hashable, Sendable, CaseIterable {
        case doNotRecord = "do-not-record"
        case fromAnswer = "record-from-answer"
        case fromRinging = "record-from-ringing"
    }

    /// Who is called.
    package var target: Target
    /// Asked how to go on when the called party is gone; without it the next verb runs.
    package var action: Callback?
    /// The number the called party sees; without it the caller's own.
    package var callerId: AttributeText?
    /// The name the called party sees.
    package var callerName: AttributeText?
    /// How long it rings.
    package var timeout: Seconds?
    /// How long it may talk.
    package var timeLimit: Seconds?
    /// The trunks it may go out by, in order.
    package var trunks: TrunkList?
    /// Whether the caller's SIP headers go along.
    package var forwardHeaders: Bool?
    /// SIP headers for the outgoing call, sent as the attribute.
    package var headers: [SIPHeader] = []
    /// SIP headers for the outgoing call, sent as elements before the nouns.
    package var headerElements: [SIPHeader] = []
    /// Whether the caller can end it with the star key.
    package var hangupOnStar: Bool?
    /// The keys the caller can end it with.
    package var hangupOn: KeySet?
    /// Whether it is recorded.
    package var record: Recorded?
    /// Where the recording is reported.
    package var recordingCallback: RecordingCallback?
    /// Whether silence at the ends of the recording is cut off.
    package var trim: RecordingTrim?

    /// Takes whom to call and what is set most often.
    package init(
        _ target: Target, action: Callback? = nil, callerId: AttributeText? = nil,
        timeout: Seconds? = nil, timeLimit: Seconds? = nil, trunks: TrunkList? = nil
    ) {
        self.target = target
        self.action = action
        self.callerId = callerId
        self.timeout = timeout
        self.timeLimit = timeLimit
        self.trunks = trunks
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Dial")
        writer.action(action)
        writer.attribute(.callerId, callerId?.text)
        writer.attribute(.callerName, callerName?.text)
        writer.attribute(.timeout, timeout?.value)
        writer.attribute(.timeLimit, timeLimit?.value)
        writer.attribute(.trunks, trunks?.text)
        writer.attribute(.forwardHeaders, forwardHeaders)
        writer.attribute(.headers, SIPHeader.formEncoded(headers))
        writer.attribute(.hangupOnStar, hangupOnStar)
        writer.attribute(.hangupOn, hangupOn?.text)
        writer.attribute(.record, record?.rawValue)
        recordingCallback?.writeAttributes(to: &writer)
        writer.attribute(.trim, trim?.rawValue)
        writer.markup(">")
        for header in headerElements {
            writer.markup("<Header")
            writer.attribute(.name, header.name)
            writer.attribute(.value, header.value)
            writer.markup("/>")
        }
        switch target {
        case .numbers(let first, let others):
            write(first, to: &writer)
            for number in others { write(number, to: &writer) }
        case .sip(let sip): sip.write(to: &writer)
        case .conference(let conference): conference.write(to: &writer)
        case .service(let service): service.write(to: &writer)
        }
        writer.markup("</Dial>")
    }

    private func write(_ number: DialedNumber, to writer: inout XMLWriter) {
        writer.markup("<Number>")
        writer.text(number.text)
        writer.markup("</Number>")
    }
}
