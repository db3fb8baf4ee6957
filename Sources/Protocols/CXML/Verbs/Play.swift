/// Plays a sound file, or sends tones.
package struct Play: Hashable, Sendable {
    /// What is played.
    package enum Source: Hashable, Sendable {
        case file(WebURL)
        case tones(ToneSequence)
    }

    /// What is played.
    package var source: Source
    /// How often it is played; once without it.
    package var loop: LoopCount?
    /// Where the progress is reported.
    package var status: Callback?
    /// Whether playing it answers the call, which it does unless told not to.
    package var answer: Bool?

    /// Takes what is played, and how often.
    package init(_ source: Source, loop: LoopCount? = nil) {
        self.source = source
        self.loop = loop
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Play")
        writer.attribute(.loop, loop?.value)
        writer.statusCallback(status)
        writer.attribute(.answer, answer)
        switch source {
        case .file(let url):
            writer.markup(">")
            writer.text(url.text)
            writer.markup("</Play>")
        case .tones(let tones):
            writer.attribute(.digits, tones.text)
            writer.markup("/>")
        }
    }
}
