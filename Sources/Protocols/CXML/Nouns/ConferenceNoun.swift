/// A room several callers meet in; what is not set takes the switch's default.
package struct ConferenceNoun: Hashable, Sendable {
    /// When a tone tells the room that somebody comes or goes.
    package enum Beep: String, Hashable, Sendable, CaseIterable {
        case always = "true"
        case never = "false"
        case onEnter
        case onExit
    }

    /// Whether the others hear the keys somebody presses.
    package enum Tones: String, Hashable, Sendable, CaseIterable {
        case block
        case pass
    }

    /// Whether entering starts the conference.
    package enum Start: String, Hashable, Sendable, CaseIterable {
        case onEnter = "true"
        case later = "false"
        case required
    }

    /// Whether the conference is recorded.
    package enum Recorded: String, Hashable, Sendable, CaseIterable {
        case doNotRecord = "do-not-record"
        case fromStart = "record-from-start"
    }

    /// Whether silence at the ends of the recording is cut off.
    package enum Trim: String, Hashable, Sendable, CaseIterable {
        case trimSilence = "trim-silence"
        /// The switch spells it like this.
        case doNotTrim = "do-no-trim"
    }

    /// How soon somebody counts as speaking.
    package enum TalkDetection: String, Hashable, Sendable, CaseIterable {
        case normal
        case quick
        case lazy
    }

    /// What a status callback is told about.
    package enum Event: String, Hashable, Sendable, CaseIterable {
        case start
        case end
        case join
        case leave
        case mute
        case hold
        case dtmf
        case speaker
    }

    /// The room's name, known within the domain.
    package var room: NounText
    /// The tone for coming and going.
    package var beep: Beep?
    /// What happens to pressed keys.
    package var dtmf: Tones?
    /// Whether one who waits alone hears music.
    package var holdMusic: Bool?
    /// Whether the caller enters without a voice.
    package var muted: Bool?
    /// Whether the room announces things.
    package var prompts: Bool?
    /// Whether entering starts the conference.
    package var startOnEnter: Start?
    /// Whether leaving ends it for everybody.
    package var endOnExit: Bool?
    /// How many may be in the room.
    package var maxParticipants: ParticipantCount?
    /// Whether it is recorded.
    package var record: Recorded?
    /// Whether it is recorded.
    package var recordingCallback: RecordingCallback?
    /// Where events are reported.
    package var status: Callback?
    /// The events that are reported.
    package var statusEvents: Set<Event> = []
    /// How soon somebody counts as speaking.
    package var talkDetection: TalkDetection?
    /// Whether silence at the ends of the recording is cut off.
    package var trim: Trim?

    /// Takes the room; the rest is as the switch has it.
    package init(_ room: NounText) {
        self.room = room
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Conference")
        writer.attribute(.beep, beep?.rawValue)
        writer.attribute(.dtmf, dtmf?.rawValue)
        writer.attribute(.holdMusic, holdMusic)
        writer.attribute(.muted, muted)
        writer.attribute(.prompts, prompts)
        writer.attribute(.startConferenceOnEnter, startOnEnter?.rawValue)
        writer.attribute(.endConferenceOnExit, endOnExit)
        writer.attribute(.maxParticipants, maxParticipants?.value)
        writer.attribute(.record, record?.rawValue)
        recordingCallback?.writeAttributes(to: &writer)
        if !statusEvents.isEmpty {
            let names = Event.allCases.filter(statusEvents.contains).map(\.rawValue)
            writer.attribute(.statusCallbackEvent, names.joined(separator: " "))
        }
        writer.statusCallback(status)
        writer.attribute(.talkDetection, talkDetection?.rawValue)
        writer.attribute(.trim, trim?.rawValue)
        writer.markup(">")
        writer.text(room.text)
        writer.markup("</Conference>")
    }
}
