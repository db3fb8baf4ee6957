/// Whether silence at the ends of a recording is cut off.
package enum RecordingTrim: String, Hashable, Sendable, CaseIterable {
    case trimSilence = "trim-silence"
    case doNotTrim = "do-not-trim"
}

/// Stages of a recording that a callback is told about.
package enum RecordingEvent: String, Hashable, Sendable, CaseIterable {
    case inProgress = "in-progress"
    case completed
    case absent
}

/// Where the fate of a recording is reported; without events only its completion is.
package struct RecordingCallback: Hashable, Sendable {
    /// The address that is told.
    package var callback: Callback
    /// The stages it is told about; completion when there are none.
    package var events: Set<RecordingEvent>

    /// Takes the address, and stages where the default does not do.
    package init(_ callback: Callback, events: Set<RecordingEvent> = []) {
        self.callback = callback
        self.events = events
    }

    func writeAttributes(to writer: inout XMLWriter) {
        writer.attribute(.recordingStatusCallback, callback.url.text)
        writer.attribute(.recordingStatusCallbackMethod, callback.method?.rawValue)
        if !events.isEmpty {
            let names = RecordingEvent.allCases.filter(events.contains).map(\.rawValue)
            writer.attribute(.recordingStatusCallbackEvent, names.joined(separator: " "))
        }
    }
}
