/// One step of a document.
package enum Verb: Hashable, Sendable {
    case dial(Dial)
    case gather(Gather)
    case say(Say)
    case play(Play)
    case pause(Pause)
    case record(Record)
    /// Goes on with the document found there; nothing after it is reached.
    case redirect(Callback)
    case reject(RejectReason?)
    case connect(Connect)
    case start(MediaStream)
    case hangup

    func write(to writer: inout XMLWriter) {
        switch self {
        case .dial(let dial): dial.write(to: &writer)
        case .gather(let gather): gather.write(to: &writer)
        case .say(let say): say.write(to: &writer)
        case .play(let play): play.write(to: &writer)
        case .pause(let pause): pause.write(to: &writer)
        case .record(let record): record.write(to: &writer)
        case .redirect(let callback):
            writer.markup("<Redirect")
            writer.attribute(.method, callback.method?.rawValue)
            writer.markup(">")
            writer.text(callback.url.text)
            writer.markup("</Redirect>")
        case .reject(let reason):
            writer.markup("<Reject")
            writer.attribute(.reason, reason?.rawValue)
            writer.markup("/>")
        case .connect(let connect): connect.write(to: &writer)
        case .start(let stream):
            writer.markup("<Start>")
            stream.write(to: &writer)
            writer.markup("</Start>")
        case .hangup: writer.markup("<Hangup/>")
        }
    }
}

/// Why a call is not taken; without a reason the caller sees SIP 500.
package enum RejectReason: String, Hashable, Sendable, CaseIterable {
    /// SIP 403.
    case rejected
    /// SIP 486.
    case busy
    /// SIP 503.
    case congestion
    /// SIP 603.
    case failed
}
