/// Says a sentence.
package struct Say: Hashable, Sendable {
    /// What is said.
    package var text: SpokenText
    /// Who says it.
    package var voice: Voice?
    /// The language it is said in.
    package var language: LanguageTag?
    /// How often it is said; once without it.
    package var loop: LoopCount?
    /// Where the progress is reported.
    package var status: Callback?
    /// Whether saying it answers the call, which it does unless told not to.
    package var answer: Bool?

    /// Takes what is said, and how it sounds.
    package init(_ text: SpokenText, voice: Voice? = nil, language: LanguageTag? = nil) {
        self.text = text
        self.voice = voice
        self.language = language
    }

    func write(to writer: inout XMLWriter) {
        writer.markup("<Say")
        writer.attribute(.voice, voice?.text)
        writer.attribute(.language, language?.text)
        writer.attribute(.loop, loop?.value)
        writer.statusCallback(status)
        writer.attribute(.answer, answer)
        writer.markup(">")
        writer.text(text.text)
        writer.markup("</Say>")
    }
}
