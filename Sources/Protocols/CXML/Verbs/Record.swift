/// Records the caller; an empty recording does not reach the action.
package struct Record: Hashable, Sendable {
    /// Gets the recording.
    package var action: Callback?
    /// How much silence ends it.
    package var timeout: Seconds?
    /// The keys that end it.
    package var finishOnKey: KeySet?
    /// How long it may get.
    package var maxLength: Seconds?
    /// Whether a tone comes first.
    package var playBeep: Bool?
    /// Where the recording is reported.
    package var recordingCallback: RecordingCallback?
    /// Whether silence at its ends is cut off.
    package var trim: RecordingTrim?
    /// What the caller hears first.
    package var prompts: [Prompt]

    /// Takes what is set most often.
    package init(action: Callback? = nil, maxLength: Seconds? = nil, prompts: [Prompt] = []) {
        self.action = action
        self.maxLength = maxLength
        self.prompts = prompts
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Record")
        writer.action(action)
        writer.attribute(.timeout, timeout?.value)
        writer.attribute(.finishOnKey, finishOnKey?.text)
        writer.attribute(.maxLength, maxLength?.value)
        writer.attribute(.playBeep, playBeep)
        recordingCallback?.writeAttributes(to: &writer)
        writer.attribute(.trim, trim?.rawValue)
        writer.markup(">")
        for prompt in prompts { prompt.write(to: &writer) }
        writer.markup("</Record>")
    }
}
